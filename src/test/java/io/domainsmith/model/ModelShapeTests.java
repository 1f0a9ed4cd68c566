package io.domainsmith.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.model.qemu.QemuArg;
import io.domainsmith.model.qemu.QemuCommandline;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.model.qemu.QemuOverride;
import jakarta.xml.bind.annotation.XmlSchema;
import jakarta.xml.bind.annotation.XmlType;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.Locator;
import org.xml.sax.helpers.LocatorImpl;

/** What the generated model looks like to those who program with it. */
class ModelShapeTests {

    private static final Path GENERATED = Path.of("target", "generated-sources", "model");

    /** Every generated class that stands for an element, and every enum. */
    static Stream<Class<?>> types() throws IOException {
        try (Stream<Path> files = Files.walk(GENERATED)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> GENERATED.relativize(file).toString().replace(".java", "").replaceAll("[/\\\\]", "."))
                    .filter(name -> !name.endsWith("package-info") && !name.endsWith("ObjectFactory"))
                    .sorted().<Class<?>>map(ModelShapeTests::load).toList().stream();
        }
    }

    static Stream<Class<?>> classes() throws IOException {
        return types().filter(type -> !type.isEnum());
    }

    @Test
    void thereIsAClassForEveryElement() throws Exception {
        assertThat(types()).hasSizeGreaterThan(600).allMatch(type -> type.isAnnotationPresent(XmlType.class));
    }

    @ParameterizedTest
    @MethodSource("classes")
    void aListHasAPluralName(Class<?> type) {
        for (Method method : type.getMethods()) {
            if (List.class.equals(method.getReturnType())) {
                assertThat(method.getName()).as(type.getSimpleName()).matches("get.+(s|ics|cpus)");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("classes")
    void aSetterHasAFluentTwin(Class<?> type) {
        for (Method setter : type.getDeclaredMethods()) {
            if (setter.getName().startsWith("set")) {
                assertThat(type).hasDeclaredMethods(setter.getName().replaceFirst("set", "with"));
            }
        }
        Arrays.stream(type.getDeclaredMethods()).filter(method -> method.getName().startsWith("with") && !method.isBridge())
                .forEach(method -> assertThat(method.getReturnType()).as(method.toString()).isEqualTo(type));
    }

    @ParameterizedTest
    @MethodSource("classes")
    void knowsItsPlaceAndComparesWithoutIt(Class<?> type) throws Exception {
        Object here = type.getConstructor().newInstance();
        Object there = type.getConstructor().newInstance();
        type.getMethod("setSourceLocation", Locator.class).invoke(there, new LocatorImpl());

        assertThat(type.getMethod("sourceLocation").invoke(here)).isNull();
        assertThat(here).isEqualTo(there).hasSameHashCodeAs(there).isNotEqualTo(new Object());
        assertThat(type).hasDeclaredMethods("equals", "hashCode");
    }

    @Test
    void anObjectIsWhereItsStartTagIs() throws Exception {
        Domain domain = ModelXml.read("""
                <domain type='kvm'>
                  <devices>
                    <video/>
                    <video><model
                        type='qxl'/></video>
                  </devices>
                </domain>""");

        Video second = domain.getDevices().getVideos().get(1);
        assertThat(second.sourceLocation()).extracting(Locator::getLineNumber, Locator::getColumnNumber).containsExactly(4, 5);
        assertThat(second.getModel().sourceLocation().getLineNumber()).isEqualTo(4);
        assertThat(second).isEqualTo(new Video().withModel(new VideoModel().withType(VideoModelType.QXL)));
        assertThat(second).isNotEqualTo(domain.getDevices().getVideos().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qemu.QemuCommandline", "qemu.QemuCapabilities", "qemu.QemuOverride", "qemu.QemuDeprecation",
        "lxc.LxcNamespace", "bhyve.BhyveCommandline", "xen.XenCommandline"})
    void everyNamespaceHasItsPackage(String name) {
        Class<?> type = load("io.domainsmith.model." + name);

        assertThat(Arrays.stream(Domain.class.getMethods()).map(Method::getReturnType)).contains(type);
        assertThat(type.getPackage().getAnnotation(XmlSchema.class).namespace())
                .isEqualTo("http://libvirt.org/schemas/domain/" + name.substring(0, name.indexOf('.')) + "/1.0");
    }

    @Test
    void everyNamespaceIsWrittenWithItsOwnPrefix() throws Exception {
        Domain domain = new Domain().withType(DomainType.KVM)
                .withQemuCommandline(new QemuCommandline().withArgs(new QemuArg().withValue("-set")))
                .withQemuOverride(new QemuOverride().withDevices(new QemuDevice().withAlias("ua-gvtg")))
                .withVmwareDatacenterpath("folder");

        String written = ModelXml.write(domain);

        assertThat(written).contains("<qemu:commandline><qemu:arg value=\"-set\"/></qemu:commandline>",
                "<qemu:device alias=\"ua-gvtg\"/>", "<vmware:datacenterpath>folder</vmware:datacenterpath>").doesNotContain("ns1", "ns2");
        assertThat(ModelXml.read(written)).isEqualTo(domain);
    }

    @Test
    void whatTheGrammarListsIsAnEnumAndAllElseTheTextAsWritten() throws Exception {
        Domain domain = ModelXml.read("""
                <domain type='qemu'><devices>
                  <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                    <address type='pci' domain='0x0000' bus='0' slot='033' function='0x0'/>
                  </hostdev>
                </devices></domain>""");

        Hostdev mdev = domain.getDevices().getHostdevs().get(0);
        assertThat(domain.getType()).isEqualTo(DomainType.QEMU);
        assertThat(mdev.getDisplay()).isEqualTo(OnOff.ON);
        assertThat(mdev.getModel().value()).isEqualTo("vfio-pci");
        assertThat(mdev.getAddress().getType()).isEqualTo(AddressType.PCI);
        assertThat(mdev.getAddress().getSlot()).isEqualTo("033");
    }

    @Test
    void aDeviceIsADevice() {
        assertThat(List.of(new Disk(), new Controller(), new Interface(), new Hostdev(), new Video(), new Sound(), new Memballoon(),
                new Rng(), new Vsock())).allMatch(device -> (Object) device instanceof Device);
        Device device = new Video();
        device.setAddress(new Address().withType(AddressType.PCI));
        assertThat(((Video) device).getAddress().getType()).isEqualTo(AddressType.PCI);
    }

    @ParameterizedTest
    @MethodSource("types")
    void saysWhichElementItIs(Class<?> type) throws Exception {
        String source = Files.readString(GENERATED.resolve(type.getName().replace('.', '/') + ".java"));

        assertThat(source).containsPattern("/\\*\\*\\R \\* The (elements?|values of) \\{@code /domain[^\\n]*\\.\\R \\*/\\R@Xml")
                .doesNotContain("&lt;");
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name + " is generated, but not compiled", e);
        }
    }
}
