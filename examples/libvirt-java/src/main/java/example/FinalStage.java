package example;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Version;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.vgpu.Gvtg;
import org.libvirt.Connect;
import org.libvirt.Domain;

/** Takes the emulated display from a domain that libvirt knows: {@code FinalStage URI NAME}. */
public final class FinalStage {

    /** VIR_DOMAIN_XML_SECURE and VIR_DOMAIN_XML_INACTIVE: with passwords, and as it is to start the next time. */
    private static final int SECURE_AND_INACTIVE = 1 | 2;

    private FinalStage() {
    }

    public static void main(String[] args) throws Exception {
        Connect connect = new Connect(args[0]);
        try {
            Domain domain = connect.domainLookupByName(args[1]);
            HypervisorTarget target = new HypervisorTarget(version(connect.getLibVirVersion()), null);
            TransformResult result = Gvtg.finalStage(target).apply(DomainDocument.parse(domain.getXMLDesc(SECURE_AND_INACTIVE)));
            connect.domainDefineXML(result.document().toXml()).free();
            domain.free();
            result.changes().forEach(System.out::println);
        } finally {
            connect.close();
        }
    }

    /** libvirt says 9000000 for 9.0.0. */
    private static Version version(long number) {
        return Version.parse(number / 1_000_000 + "." + number / 1_000 % 1_000 + "." + number % 1_000);
    }
}
