package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells of network cards and disks that the steps gave another address: the guest finds a new one. */
final class MovedDevices {

    private static final Pattern ADDRESS = Pattern.compile("(/domain/devices/(interface|disk)(?:\\[\\d+])?)/address(?:/@.+)?");

    private MovedDevices() {
    }

    /** One finding for each device, at its place in the result. */
    static List<Finding> of(DomainDocument result, List<Change> changes) {
        Map<String, Change> moved = new LinkedHashMap<>();
        for (Change change : changes) {
            Matcher address = ADDRESS.matcher(change.path());
            if (change.before() != null && address.matches()) {
                moved.putIfAbsent(address.group(1), change);
            }
        }
        List<Finding> findings = new ArrayList<>();
        moved.forEach((path, change) -> TransformContext.Warning.find(result.root(), path)
                .ifPresent(device -> findings.add(finding(device, change))));
        return findings;
    }

    private static Finding finding(SourceElement device, Change change) {
        return new Finding(Pipeline.MOVED_DEVICE_RULE, Severity.WARNING, Consequence.SURPRISE, device.line(), device.column(), device.path(),
                device.name() + " (line " + device.line() + ") has another address than before (step " + change.step() + "), so the guest finds a new "
                        + (device.localName().equals("disk") ? "disk and may not boot" : "network card without its name and settings"),
                "keep the address that the guest knows, unless nothing is installed yet");
    }
}
