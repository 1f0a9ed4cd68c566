package io.domainsmith.vgpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Documents with a few mistakes in each, as an editor or a script makes them; which ones follows from a seed. */
final class MutatedDomain {

    private static final Pattern TOKEN = Pattern.compile("<!--.*?-->|<[^>]*>|[^<]+", Pattern.DOTALL);
    private static final Pattern ATTRIBUTE = Pattern.compile("\\s([\\w:.-]+)=('[^']*'|\"[^\"]*\")");
    private static final String QEMU = DeclareQemuNamespace.URI;
    private static final List<String> SNIPPETS = List.of(QEMU, QEMU + "0", " ", ".", "ua-gvtg", "-set", "-display", "qemu:", "hostdev0", "hostdev1",
            "&#10;", "<!--x-->", "<![CDATA[]]>");
    private static final List<String> NAMESPACES = List.of("xmlns:qemu='x'", "xmlns:qemu='" + QEMU + "0'", "xmlns='" + QEMU + "'", "xmlns='x'",
            "xmlns:q='" + QEMU + "'", "xmlns:qemu='" + QEMU + "'");

    private final List<String> documents;
    private final Map<String, List<String>> values = new HashMap<>();
    private final List<String> allValues = new ArrayList<>();
    private final List<String> elements = new ArrayList<>();

    /** Mistakes in some documents, made of what these documents hold. */
    MutatedDomain(List<String> documents) {
        this.documents = List.copyOf(documents);
        for (String document : documents) {
            List<String> tokens = tokens(document);
            for (int at : starts(tokens)) {
                for (Span attribute : attributes(tokens.get(at))) {
                    values.computeIfAbsent(attribute.name(), name -> new ArrayList<>()).add(attribute.value());
                    allValues.add(attribute.value());
                }
                if (at > 0) {
                    elements.add(String.join("", element(tokens, at)));
                }
            }
        }
    }

    /** A document with one to six mistakes, which may leave it no XML. */
    String of(Random random) {
        String document = pick(documents, random);
        for (int mistakes = 1 + random.nextInt(6); mistakes > 0; mistakes--) {
            document = mistake(document, random);
        }
        return document;
    }

    private String mistake(String document, Random random) {
        List<String> tokens = tokens(document);
        List<Integer> starts = starts(tokens);
        if (starts.size() < 2) {
            return document;
        }
        int at = starts.get(1 + random.nextInt(starts.size() - 1));
        String tag = tokens.get(at);
        List<Span> attributes = attributes(tag);
        int other = starts.get(random.nextInt(starts.size()));
        switch (random.nextInt(11)) {
            case 0 -> element(tokens, at).clear();
            case 1 -> tokens.addAll(at, List.copyOf(element(tokens, at)));
            case 2 -> tokens.addAll(Math.max(1, other), List.copyOf(element(tokens, at)));
            case 3 -> tokens.add(at, pick(elements, random));
            case 4 -> tokens.add(tag.endsWith("/>") ? at : at + 1, pick(elements, random));
            case 5, 6, 7 -> {
                if (!attributes.isEmpty()) {
                    Span attribute = pick(attributes, random);
                    List<String> known = random.nextInt(4) == 0 ? allValues : values.getOrDefault(attribute.name(), allValues);
                    tokens.set(at, tag.substring(0, attribute.valueStart()) + pick(known, random) + tag.substring(attribute.end()));
                }
            }
            case 8 -> {
                if (!attributes.isEmpty()) {
                    Span attribute = pick(attributes, random);
                    tokens.set(at, tag.substring(0, attribute.start()) + tag.substring(attribute.end()));
                }
            }
            case 9 -> {
                int end = tag.length() - (tag.endsWith("/>") ? 2 : 1);
                tokens.set(at, tag.substring(0, end) + " " + pick(NAMESPACES, random) + tag.substring(end));
            }
            default -> {
                int place = random.nextInt(tag.length());
                String snippet = pick(SNIPPETS, random);
                tokens.set(at, tag.substring(0, place) + snippet
                        + tag.substring(random.nextBoolean() ? place : Math.min(tag.length(), place + snippet.length())));
            }
        }
        return String.join("", tokens);
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    // ---- XML as far as it matters here

    private record Span(String name, String value, int start, int valueStart, int end) {
    }

    private static List<String> tokens(String document) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(document);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private static List<Integer> starts(List<String> tokens) {
        List<Integer> starts = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (isStart(tokens.get(i))) {
                starts.add(i);
            }
        }
        return starts;
    }

    private static boolean isStart(String token) {
        return token.startsWith("<") && !token.startsWith("</") && !token.startsWith("<!") && !token.startsWith("<?");
    }

    private static List<Span> attributes(String tag) {
        List<Span> attributes = new ArrayList<>();
        Matcher matcher = ATTRIBUTE.matcher(tag);
        while (matcher.find()) {
            attributes.add(new Span(matcher.group(1), matcher.group(2), matcher.start(), matcher.start(2), matcher.end()));
        }
        return attributes;
    }

    /** The tokens of the element that begins at one, to be read or taken out. */
    private static List<String> element(List<String> tokens, int start) {
        int depth = 0;
        for (int i = start; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.startsWith("</")) {
                depth--;
            } else if (isStart(token) && !token.endsWith("/>")) {
                depth++;
            }
            if (depth == 0) {
                return tokens.subList(start, i + 1);
            }
        }
        return tokens.subList(start, tokens.size());
    }
}
