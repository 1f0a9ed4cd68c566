package io.domainsmith.it;

import example.FinalStage;
import org.libvirt.Library;
import org.libvirt.LibvirtException;

/** The example's program with libvirt's QEMU driver inside it, which wants an event loop; a daemon has one of its own. */
final class EmbeddedDriver {

    private EmbeddedDriver() {
    }

    public static void main(String[] args) throws Exception {
        Library.initEventLoop();
        Thread events = new Thread(() -> {
            try {
                Library.runEventLoop();
            } catch (LibvirtException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        events.setDaemon(true);
        events.start();
        FinalStage.main(args);
        System.exit(0);
    }
}
