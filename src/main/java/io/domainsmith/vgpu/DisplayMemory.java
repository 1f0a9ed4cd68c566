package io.domainsmith.vgpu;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainSnapshot;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Audio;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.display.Before;
import io.domainsmith.model.display.FormerDisplays;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.validate.Consequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.glassfish.jaxb.core.Locatable;
import org.jspecify.annotations.Nullable;

/**
 * The displays that a domain had before steps exchanged them, kept in {@code <metadata>} character by character. Everybody may read the
 * metadata of a domain, so a password is not kept there: it stays in the display that is there now.
 */
final class DisplayMemory {

    /** What was kept, as elements and as the characters they had. */
    record Kept(Devices devices, List<Object> elements, List<String> texts) {
    }

    private final Domain domain;
    private final TransformContext context;

    DisplayMemory(Domain domain, TransformContext context) {
        this.domain = domain;
        this.context = context;
    }

    /** What was kept, the oldest first. */
    List<Before> all() {
        FormerDisplays former = domain.getMetadata() == null ? null : domain.getMetadata().getFormerDisplays();
        return former == null ? List.of() : former.getBefores();
    }

    /** What the last exchange took away. */
    Optional<Before> last() {
        return all().isEmpty() ? Optional.empty() : Optional.of(all().get(all().size() - 1));
    }

    /** Keeps devices that are about to go. */
    void keep(List<Object> devices, String stage, @Nullable VgpuDisplay asked) {
        Before before = new Before().withStage(stage).withAsked(asked == null ? null : asked.id());
        for (Object device : devices) {
            before.getDevices().add(withoutPassword(text(device)));
        }
        String bare = OwnMetadata.bare(domain, context.source());
        FormerDisplays former = OwnMetadata.of(domain).getFormerDisplays();
        if (former == null) {
            former = new FormerDisplays().withMetadata(bare);
            domain.getMetadata().setFormerDisplays(former);
        }
        former.getBefores().add(before);
        context.changed(former, "What the displays were is kept, without passwords, so that another step can put them back.");
    }

    private String text(Object device) {
        SourceElement element = device instanceof Locatable place ? context.source().elementOf(place) : null;
        String text = element == null ? null : context.source().textOf(element);
        boolean unedited = text != null && parse(List.of(text)).filter(kept -> kept.elements().get(0).equals(device)).isPresent();
        return unedited ? text : DomainSnapshot.of(domain).textOf(device).orElseThrow();
    }

    private static String withoutPassword(String text) {
        return editPassword(text, "");
    }

    /** The text with another password where it has one. */
    private static String editPassword(String text, @Nullable String password) {
        DomainDocument document = document(List.of(text));
        Domain edited = document.domain();
        List<Graphics> graphics = edited.getDevices().getGraphics();
        if (graphics.isEmpty() || graphics.get(0).getPasswd() == null) {
            return text;
        }
        graphics.get(0).setPasswd(password);
        DomainDocument result = document.withDomain(edited);
        return result.textOf(result.root().children().get(0).children().get(0));
    }

    private static DomainDocument document(List<String> texts) {
        return DomainDocument.parse("<domain><devices>" + String.join("", texts) + "</devices></domain>");
    }

    /** What was kept; empty if it cannot be read. */
    private static Optional<Kept> parse(List<String> texts) {
        DomainDocument document;
        try {
            document = document(texts);
        } catch (ParseException e) {
            return Optional.empty();
        }
        List<SourceElement> roots = document.root().children();
        List<SourceElement> elements = roots.size() == 1 ? roots.get(0).children() : List.of();
        if (elements.size() != texts.size()) {
            return Optional.empty();
        }
        Devices devices = document.domain().getDevices();
        List<Object> objects = new ArrayList<>();
        for (SourceElement element : elements) {
            Optional<Object> object = all(devices).stream().filter(one -> document.elementOf((Locatable) one) == element).findFirst();
            if (object.isEmpty() || !document.textOf(element).equals(texts.get(objects.size()))) {
                return Optional.empty();
            }
            objects.add(object.get());
        }
        // their places are none of the document's that they go into
        devices.getSmartcards().forEach(one -> one.setSourceLocation(null));
        devices.getSerials().forEach(one -> one.setSourceLocation(null));
        devices.getParallels().forEach(one -> one.setSourceLocation(null));
        devices.getConsoles().forEach(one -> one.setSourceLocation(null));
        devices.getChannels().forEach(one -> one.setSourceLocation(null));
        devices.getGraphics().forEach(one -> one.setSourceLocation(null));
        devices.getAudios().forEach(one -> one.setSourceLocation(null));
        devices.getRedirdevs().forEach(one -> one.setSourceLocation(null));
        devices.getRedirfilters().forEach(one -> one.setSourceLocation(null));
        return Optional.of(new Kept(devices, objects, texts));
    }

    private static List<Object> all(Devices devices) {
        List<Object> all = new ArrayList<>();
        List.of(devices.getSmartcards(), devices.getSerials(), devices.getParallels(), devices.getConsoles(), devices.getChannels(),
                devices.getGraphics(), devices.getAudios(), devices.getRedirdevs(), devices.getRedirfilters()).forEach(all::addAll);
        return all;
    }

    /**
     * Reads what was kept.
     *
     * @throws StepException if it cannot be read
     */
    Kept read(Before before) {
        return parse(before.getDevices()).orElseThrow(() -> new StepException("the displays that <metadata> remembers" + where()
                + " cannot be read; remove <domainsmith:former-displays> to go on without them"));
    }

    /** Puts back what an exchange took away, and forgets it and all that came later. */
    void restore(Before before, String reason) {
        Kept kept = read(before);
        Devices devices = domain.getDevices();
        String password = devices.getGraphics().stream().map(Graphics::getPasswd).filter(Objects::nonNull).findFirst().orElse(null);
        for (int i = 0; i < kept.elements().size(); i++) {
            Object old = kept.elements().get(i);
            String text = kept.texts().get(i);
            if (old instanceof Graphics graphics && "".equals(graphics.getPasswd()) && !"".equals(password)) {
                text = editPassword(text, password);
                graphics.setPasswd(password);
                if (password == null) {
                    context.warn(graphics, Consequence.SURPRISE, "graphics '" + graphics.getType().value() + "' had a password, which is not "
                            + "kept in <metadata>", "write passwd='...' into it again");
                }
            }
            context.writeAs(old, text);
            context.changed(old, reason);
        }
        devices.getGraphics().clear();
        devices.getGraphics().addAll(kept.devices().getGraphics());
        for (Audio audio : kept.devices().getAudios()) {
            devices.getAudios().removeIf(one -> Objects.equals(one.getId(), audio.getId()));
            devices.getAudios().add(audio);
        }
        devices.getSmartcards().addAll(kept.devices().getSmartcards());
        devices.getSerials().addAll(kept.devices().getSerials());
        devices.getParallels().addAll(kept.devices().getParallels());
        devices.getConsoles().addAll(kept.devices().getConsoles());
        devices.getChannels().addAll(kept.devices().getChannels());
        devices.getRedirdevs().addAll(kept.devices().getRedirdevs());
        devices.getRedirfilters().addAll(kept.devices().getRedirfilters());
        forget(before);
    }

    /** Forgets what an exchange took away and all that came later. */
    private void forget(Before before) {
        FormerDisplays former = domain.getMetadata().getFormerDisplays();
        int index = 0;
        while (former.getBefores().get(index) != before) {
            index++;
        }
        former.getBefores().subList(index, former.getBefores().size()).clear();
        if (former.getBefores().isEmpty()) {
            String where = where();
            domain.getMetadata().setFormerDisplays(null);
            OwnMetadata.restore(domain, former.getMetadata(), "former-displays", where, context);
        } else {
            context.changed(former, "What was remembered is restored.");
        }
    }

    private String where() {
        FormerDisplays former = domain.getMetadata().getFormerDisplays();
        return former.sourceLocation() == null ? "" : " (line " + former.sourceLocation().getLineNumber() + ")";
    }
}
