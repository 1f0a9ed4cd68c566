package io.domainsmith.vgpu;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainSnapshot;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Audio;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.display.Before;
import io.domainsmith.model.display.FormerDisplays;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.glassfish.jaxb.core.Locatable;
import org.jspecify.annotations.Nullable;

/**
 * The displays that a domain had before steps exchanged them, kept in {@code <metadata>} character by character. Everybody may read the
 * metadata of a domain, so a password is not kept there: it stays in the display that is there now.
 */
final class DisplayMemory {

    private static final Pattern COMMENT = Pattern.compile("<!--(.*?)-->", Pattern.DOTALL);

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

    /**
     * Keeps devices that are about to go.
     *
     * @param stage the stage of the domain if that is the final one, else null
     * @param asked the display that the user asked for in their place, or null
     */
    void keep(List<Object> devices, @Nullable Stage stage, @Nullable VgpuDisplay asked) {
        Before before = new Before().withStage(stage == null ? null : stage.id()).withAsked(asked == null ? null : asked.id());
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

    /** Neither in the attribute nor in a comment that speaks of one. */
    private static String withoutPassword(String text) {
        return editPassword(COMMENT.matcher(text).replaceAll(comment -> comment.group(1).toLowerCase(Locale.ROOT).contains("passw") ? ""
                : Matcher.quoteReplacement(comment.group())), "");
    }

    /** The display whose password and keyboard another one takes over: SPICE, else VNC. */
    static @Nullable Graphics viewer(List<Graphics> displays) {
        return displays.stream().filter(one -> one.getType() == GraphicsType.SPICE).findFirst()
                .or(() -> displays.stream().filter(one -> one.getType() == GraphicsType.VNC).findFirst()).orElse(null);
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

    /**
     * Takes an exchange back and all that came later: its displays, and the other devices that any of them took away. Elements come back by
     * the characters that they had.
     *
     * @param then what edits the displays that are back; an element that it edits is written anew
     */
    void restore(Before before, String reason, Runnable then) {
        List<Before> undone = List.copyOf(all().subList(indexOf(before), all().size()));
        List<Kept> kept = undone.stream().map(this::read).toList();
        List<Graphics> displays = domain.getDevices().getGraphics();
        String password = displays.stream().map(Graphics::getPasswd).filter(Objects::nonNull).findFirst().orElse(null);
        displays.clear();
        displays.addAll(kept.get(0).devices().getGraphics());
        Graphics owner = viewer(displays);
        for (Graphics display : displays) {
            givePassword(display, display == owner ? password : null);
        }
        kept.forEach(one -> putBack(one.devices()));
        kept.forEach(one -> one.elements().forEach(element -> context.changed(element, reason)));
        forget(undone);
        then.run();
        for (int i = 0; i < undone.size(); i++) {
            writeAsTheyWere(kept.get(i), read(undone.get(i)), password);
        }
    }

    private int indexOf(Before before) {
        int index = 0;
        while (all().get(index) != before) {
            index++;
        }
        return index;
    }

    private void givePassword(Graphics display, @Nullable String password) {
        if ("".equals(display.getPasswd())) {
            display.setPasswd(password);
            if (password == null) {
                context.warn(display, Consequence.SURPRISE, "the graphics '" + display.getType().value() + "' that is back had a password, which is not kept in <metadata>",
                        "write passwd='...' into it again");
            }
        }
    }

    /** Those that nobody has edited since. */
    private void writeAsTheyWere(Kept kept, Kept unedited, @Nullable String password) {
        Graphics owner = viewer(unedited.devices().getGraphics());
        for (int i = 0; i < kept.elements().size(); i++) {
            String text = kept.texts().get(i);
            if (unedited.elements().get(i) instanceof Graphics display && "".equals(display.getPasswd())) {
                display.setPasswd(display == owner ? password : null);
                text = editPassword(text, display.getPasswd());
            }
            if (kept.elements().get(i).equals(unedited.elements().get(i))) {
                context.writeAs(kept.elements().get(i), text);
            }
        }
    }

    /** The devices that went because the displays went; an audio takes the place of the silent one that has its id. */
    private void putBack(Devices kept) {
        Devices devices = domain.getDevices();
        for (Audio audio : kept.getAudios()) {
            devices.getAudios().removeIf(one -> Objects.equals(one.getId(), audio.getId()));
            devices.getAudios().add(audio);
        }
        devices.getSmartcards().addAll(kept.getSmartcards());
        devices.getSerials().addAll(kept.getSerials());
        devices.getParallels().addAll(kept.getParallels());
        devices.getConsoles().addAll(kept.getConsoles());
        devices.getChannels().addAll(kept.getChannels());
        devices.getRedirdevs().addAll(kept.getRedirdevs());
        devices.getRedirfilters().addAll(kept.getRedirfilters());
    }

    private void forget(List<Before> undone) {
        FormerDisplays former = domain.getMetadata().getFormerDisplays();
        former.getBefores().removeIf(one -> undone.stream().anyMatch(gone -> gone == one));
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
