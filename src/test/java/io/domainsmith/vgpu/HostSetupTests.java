package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.thaiopensource.util.PropertyMapBuilder;
import com.thaiopensource.validate.ValidateProperty;
import com.thaiopensource.validate.ValidationDriver;
import com.thaiopensource.xml.sax.ErrorHandlerImpl;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.target.HypervisorTarget;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** What gvtg host-setup says. */
class HostSetupTests {

    private static final UUID MDEV = UUID.fromString(Guest.MDEV);

    private final HostSetup setup = new HostSetup(MDEV, "i915-GVTg_V5_4", PciAddress.parse("0000:00:02.0"));

    @Test
    void saysWhatTheHostNeeds() {
        assertThat(setup.nodeDevice()).isEqualTo("""
                <device>
                  <name>mdev_fff6f017_3417_4ad3_b05e_17ae3e1a4615_0000_00_02_0</name>
                  <parent>pci_0000_00_02_0</parent>
                  <capability type='mdev'>
                    <type id='i915-GVTg_V5_4'/>
                    <uuid>fff6f017-3417-4ad3-b05e-17ae3e1a4615</uuid>
                  </capability>
                </device>
                """);
        String node = "mdev_fff6f017_3417_4ad3_b05e_17ae3e1a4615_0000_00_02_0";
        String mdevctl = "mdevctl define --uuid " + Guest.MDEV + " --parent 0000:00:02.0 --type i915-GVTg_V5_4 --auto && mdevctl start "
                + "--uuid " + Guest.MDEV;
        assertThat(setup.commands(HypervisorTarget.unknown())).containsExactly("# with libvirt, from the XML:",
                "virsh nodedev-define FILE.xml && virsh nodedev-start " + node, "virsh nodedev-autostart " + node, "# or with mdevctl:",
                mdevctl, "# the kernel's command line (GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub and a reboot), and the "
                        + "module kvmgt (/etc/modules):", "i915.enable_gvt=1 kvm.ignore_msrs=1 intel_iommu=igfx_off drm.debug=0");
        assertThat(setup.commands(HypervisorTarget.of("7.3.0", null)))
                .contains("virsh nodedev-define FILE.xml && virsh nodedev-start mdev_fff6f017_3417_4ad3_b05e_17ae3e1a4615")
                .noneMatch(line -> line.contains("nodedev-autostart"));
        assertThat(setup.commands(HypervisorTarget.of("7.2.0", null))).startsWith(
                "# libvirt 7.2.0 has no nodedev-define for it (libvirt 7.3.0 or later), so mdevctl alone:", mdevctl);
        assertThatThrownBy(() -> new HostSetup(MDEV, "a'b", PciAddress.parse("00:02.0"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'a'b' is not the name of an mdev type; ls /sys/bus/pci/devices/0000:00:02.0/mdev_supported_types lists them, "
                        + "such as i915-GVTg_V5_4");
    }

    @Test
    void libvirtsSchemaTakesTheNodeDevice() throws Exception {
        String given = System.getenv("LIBVIRT_SCHEMAS");
        Path grammar = Path.of(given == null ? "/usr/share/libvirt/schemas" : given).resolve("nodedev.rng");
        assumeTrue(Files.exists(grammar), "libvirt's nodedev.rng is not installed here");
        StringWriter errors = new StringWriter();
        PropertyMapBuilder properties = new PropertyMapBuilder();
        properties.put(ValidateProperty.ERROR_HANDLER, new ErrorHandlerImpl(errors));
        ValidationDriver driver = new ValidationDriver(properties.toPropertyMap());
        assertThat(driver.loadSchema(ValidationDriver.uriOrFileInputSource(grammar.toString()))).as(errors::toString).isTrue();
        assertThat(driver.validate(new InputSource(new StringReader(setup.nodeDevice())))).as(errors::toString).isTrue();
        for (String wrong : List.of(setup.nodeDevice().replaceFirst("<name>.*</name>", ""), setup.nodeDevice().replace("mdev'", "none'"))) {
            assertThat(driver.validate(new InputSource(new StringReader(wrong)))).as("the schema sees what is wrong").isFalse();
        }
    }
}
