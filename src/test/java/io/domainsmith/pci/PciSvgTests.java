package io.domainsmith.pci;

import static io.domainsmith.pci.PciGuest.controller;
import static io.domainsmith.pci.PciGuest.mdev;
import static io.domainsmith.pci.PciGuest.rng;
import static io.domainsmith.pci.PciGuest.video;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class PciSvgTests {

    private static Element parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
    }

    private static String draw(PciTree tree) {
        return PciSvg.of(tree, "guest");
    }

    private static List<Element> all(Element svg, String name) {
        NodeList found = svg.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static List<String> texts(String svg, String style) throws Exception {
        return all(parsed(svg), "text").stream().filter(text -> text.getAttribute("class").equals(style)).map(Element::getTextContent)
                .toList();
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }

    @Test
    void saysWhatIsWrongWithPlaces() throws Exception {
        String svg = draw(PciTree.of(PciGuest.q35("<controller type='usb' index='0' model='none'/><memballoon model='none'/>",
                controller("pcie-root-port", 1, "00:02.1"), rng("01:00.0"), video("qxl", "00:04.0"), mdev("00:03.0"), rng("00:03.0"))));
        assertThat(texts(svg, "verdict")).containsExactly(
                "\u2717 NOT IN ORDER: video (line 7) at 00:04.0 does not come before mdev (line 8) at 00:03.0",
                "\u2717 controller (line 5) at 00:02.1: not found by the guest: its slot has no function 0",
                "\u2717 hostdev (line 8) at 00:03.0: collides with rng (line 9)",
                "\u2717 rng (line 9) at 00:03.0: collides with hostdev (line 8)");
        assertThat(texts(svg, "problem")).containsExactly("\u2717 not found by the guest: its slot has no function 0",
                "\u2717 collides with rng (line 9)", "\u2717 collides with hostdev (line 8)", "\u2717 has to come before the vGPU",
                "On buses that the guest does not find:");
        assertThat(texts(svg, "badge")).containsExactly("BOOT VGA", "vGPU");
    }

    @Test
    void namesTheFirstOfManyProblems() throws Exception {
        String[] devices = new String[12];
        Arrays.fill(devices, rng("00:03.0"));
        assertThat(texts(draw(PciTree.of(PciGuest.q35(devices))), "verdict")).hasSize(10).last()
                .isEqualTo("and 4 more, framed in red below");
    }

    @Test
    void keepsLongWordsInTheirBoxes() {
        assertThat(SvgCanvas.fit("disk vda", 13, 272)).isEqualTo("disk vda");
        assertThat(SvgCanvas.fit("filesystem " + "W".repeat(80), 13, 272)).startsWith("filesystem WWW").endsWith("W\u2026").hasSizeLessThan(30);
        assertThat(SvgCanvas.fit("\ud83d\ude00".repeat(40), 13, 272)).isEqualTo("\ud83d\ude00".repeat(18) + "\u2026");
        assertThat(SvgCanvas.wrap("one two three", 10, 50)).containsExactly("one", "two", "three");
    }

    /** Whatever the guest: every device has a box, no two boxes overlap, and nothing is outside the picture. */
    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void drawsEverythingOnceAndInside(long seed) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 6; round++) {
            PciTree tree = PciTree.of(DomainDocument.parse(RandomGuest.of(random, 120)).domain());
            Element svg = parsed(draw(tree));
            int width = number(svg, "width");
            int height = number(svg, "height");
            List<Element> boxes = new ArrayList<>();
            for (Element group : all(svg, "g")) {
                if (!group.getAttribute("transform").isEmpty()) {
                    int down = Integer.parseInt(group.getAttribute("transform").replaceAll(".* (\\d+)\\)", "$1"));
                    for (Element shape : all(group, "rect")) {
                        assertThat(number(shape, "x") + number(shape, "width")).as("seed %d round %d", seed, round).isLessThan(width);
                        assertThat(down + number(shape, "y") + number(shape, "height")).as("seed %d round %d", seed, round)
                                .isLessThan(height);
                    }
                    for (Element text : all(group, "text")) {
                        assertThat(number(text, "x")).as("seed %d round %d", seed, round).isLessThan(width - 20);
                    }
                } else {
                    boxes.add(all(group, "rect").get(0));
                }
            }
            assertThat(boxes).as("seed %d round %d", seed, round).hasSize(count(tree.nodes()) + count(tree.lost()))
                    .doesNotHaveDuplicates();
            assertThat(boxes.stream().map(box -> box.getAttribute("x") + " " + box.getAttribute("y"))).doesNotHaveDuplicates();
            assertThat(boxes).allSatisfy(box -> assertThat(number(box, "y") % 56).isZero());
        }
    }

    private static int count(List<PciTree.Node> nodes) {
        return nodes.stream().mapToInt(node -> 1 + count(node.behind())).sum();
    }
}
