package io.domainsmith.testkit;

import io.domainsmith.document.DocumentDifference;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.document.SourceElement;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a document.
 *
 * <pre>{@code
 * DomainAssertions.assertThat(document).hasMdev("fff6f017-3417-4ad3-b05e-17ae3e1a4615").hasOnlyVideo("none");
 * }</pre>
 *
 * @since 0.1
 */
public final class DomainAssert extends AbstractAssert<DomainAssert, DomainDocument> {

    DomainAssert(@Nullable DomainDocument actual) {
        super(actual, DomainAssert.class);
    }

    /**
     * The guest gets a mediated device.
     *
     * @param uuid the device's uuid, in any of libvirt's spellings
     */
    public DomainAssert hasMdev(String uuid) {
        if (mdevs().noneMatch(found -> sameUuid(found, uuid))) {
            throw failure("Expected domain %s to have the mdev %s, but it has %s", name(), uuid, listed(mdevs().toList(), "mdev"));
        }
        return this;
    }

    /** The guest gets no mediated device. */
    public DomainAssert hasNoMdev() {
        if (mdevs().findAny().isPresent()) {
            throw failure("Expected domain %s to have no mdev, but it has %s", name(), listed(mdevs().toList(), "mdev"));
        }
        return this;
    }

    /**
     * There is one {@code <video>}, of a model.
     *
     * @param model the model's type, such as {@code qxl} or {@code none}
     */
    public DomainAssert hasOnlyVideo(String model) {
        List<String> models = devices("video").map(video -> attribute(child(video, "model"), "type")).toList();
        if (!models.equals(List.of(model))) {
            throw failure("Expected domain %s to have one video, %s, but it has %s", name(), model, listed(models, "video"));
        }
        return this;
    }

    /** The schema and the rules find no error for a target, at any stage. */
    public DomainAssert isValidFor(HypervisorTarget target) {
        return isValidFor(target, Stage.ANY);
    }

    /** The schema and the rules find no error for a target at a stage. */
    public DomainAssert isValidFor(HypervisorTarget target, Stage stage) {
        isNotNull();
        List<Finding> errors = DomainValidator.forTarget(target).validate(actual, stage).stream()
                .filter(finding -> finding.severity() == Severity.ERROR).toList();
        if (!errors.isEmpty()) {
            throw failure("Expected domain %s to be valid, but%s", name(), lines(errors.stream()
                    .map(finding -> "line " + finding.line() + ": " + finding.message() + " [" + finding.rule() + "]")));
        }
        return this;
    }

    /** The document says something else than another one; layout, quotes and prefixes aside. What it is can be asked of the result. */
    public DifferenceAssert differsFrom(DomainDocument base) {
        isNotNull();
        List<DocumentDifference> differences = base.differencesTo(actual);
        if (differences.isEmpty()) {
            throw failure("Expected domain %s to say something else than its base, but it says the same", name());
        }
        return new DifferenceAssert(this, differences);
    }

    private Stream<String> mdevs() {
        return devices("hostdev").filter(hostdev -> attribute(hostdev, "type").equals("mdev"))
                .map(hostdev -> attribute(child(child(hostdev, "source"), "address"), "uuid"));
    }

    private Stream<SourceElement> devices(String kind) {
        isNotNull();
        return actual.root().children("devices").stream().flatMap(devices -> devices.children(kind).stream());
    }

    private static boolean sameUuid(String one, String other) {
        return LibvirtUuid.tryParse(one).map(uuid -> uuid.equals(LibvirtUuid.parse(other))).orElse(false);
    }

    private static @Nullable SourceElement child(@Nullable SourceElement parent, String name) {
        List<SourceElement> found = parent == null ? List.of() : parent.children(name);
        return found.isEmpty() ? null : found.get(0);
    }

    private static String attribute(@Nullable SourceElement element, String name) {
        String value = element == null ? null : element.attribute(name);
        return value == null ? "" : value;
    }

    private static String listed(List<String> found, String what) {
        return found.isEmpty() ? "no " + what : String.join(", ", found);
    }

    private String name() {
        SourceElement name = child(actual.root(), "name");
        return name == null ? "without a name" : "'" + name.text() + "'";
    }

    static String lines(Stream<String> lines) {
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append("\n  ").append(line));
        return all.toString();
    }
}
