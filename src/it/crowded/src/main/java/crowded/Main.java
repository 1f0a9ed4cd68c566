package crowded;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.edit.RemoveElement;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.xslt.XsltStep;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.TransformerFactory;

/** Runs the recipe, which reads, validates and edits, and steps that use the JDK's DOM and XPath. */
public final class Main {

    private Main() {}

    /**
     * Ends with an exception if something is not as it should be.
     *
     * @param args the folder with the documents
     */
    public static void main(String[] args) throws Exception {
        check(SAXParserFactory.newInstance().getClass().getName().startsWith("org.apache.xerces."), "Xerces is the host's SAX parser");
        check(DocumentBuilderFactory.newInstance().getClass().getName().startsWith("org.apache.xerces."), "and its DOM");
        String transformer = TransformerFactory.newInstance().getClass().getName();
        check(transformer.startsWith("org.apache.xalan.") || transformer.startsWith("net.sf.saxon."), transformer + " is not the JDK's");
        // from here on each of them is one that works for nobody
        System.setProperty("javax.xml.parsers.SAXParserFactory", Parserless.class.getName());
        System.setProperty("javax.xml.parsers.DocumentBuilderFactory", "crowded.Nothing");
        System.setProperty("javax.xml.transform.TransformerFactory", "crowded.Nothing");
        System.setProperty("javax.xml.stream.XMLInputFactory", "crowded.Nothing");
        System.setProperty("javax.xml.xpath.XPathFactory", "crowded.Nothing");
        System.setProperty("javax.xml.datatype.DatatypeFactory", "crowded.Nothing");
        System.setProperty("org.xml.sax.driver", "crowded.Nothing");
        Path testdata = Path.of(args[0]);
        HypervisorTarget target = HypervisorTarget.of("9.0.0", "7.2.0");
        DomainDocument base = DomainDocument.parse(testdata.resolve("win10-q35.xml"));
        DomainDocument preInstall =
                Gvtg.preInstall(GvtgOptions.of("fff6f017-3417-4ad3-b05e-17ae3e1a4615"), target).apply(base).document();
        check(
                preInstall.toXml().equals(Files.readString(testdata.resolve("win10-q35.pre-install.modern.xml"))),
                "the recipe makes of it what it makes elsewhere");
        DomainDocument edited = Pipeline.of(RemoveElement.of("/domain/devices/sound")).apply(base).document();
        check(!edited.toXml().contains("<sound"), "a step with an XPath removes the sound");
        try {
            XsltStep.of("a.xsl", "<xsl:stylesheet version='3.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'/>");
            check(false, "this Saxon is too old for a stylesheet");
        } catch (IllegalStateException e) {
            check(e.getMessage().endsWith("add net.sf.saxon:Saxon-HE, 13.1 or newer"), e.getMessage());
        }
    }

    /** Jing makes one, and is to read with another. */
    public static final class Parserless extends SAXParserFactory {
        @Override
        public SAXParser newSAXParser() {
            throw new AssertionError("the host's parser was asked for");
        }

        @Override
        public void setFeature(String name, boolean value) {
            // as you like
        }

        @Override
        public boolean getFeature(String name) {
            return false;
        }
    }

    private static void check(boolean holds, String what) {
        System.out.println((holds ? "ok: " : "not so: ") + what);
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
