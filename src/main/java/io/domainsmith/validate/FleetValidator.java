package io.domainsmith.validate;

import io.domainsmith.validate.FleetFinding.Place;
import io.domainsmith.validate.HostClaims.Claim;
import io.domainsmith.validate.HostClaims.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks domains beside each other: whether two of them claim what only one can have. The domains are taken for those of one
 * host. Documents of one uuid, or of one name where there is no uuid, are versions of one domain and share what they claim.
 *
 * <pre>{@code
 * Map<String, HostClaims> claims = new LinkedHashMap<>();
 * claims.put("a.xml", HostClaims.of(DomainDocument.parse(Path.of("a.xml"))));
 * claims.put("b.xml", HostClaims.of(DomainDocument.parse(Path.of("b.xml"))));
 * List<FleetFinding> findings = FleetValidator.validate(claims);
 * }</pre>
 *
 * @since 0.1
 */
public final class FleetValidator {

    private record Claimed(String file, HostClaims domain, Claim claim) {

        Place place() {
            return new Place(file, claim.place().line(), claim.place().column(), claim.path());
        }

        String named() {
            return (domain.name().isEmpty() ? "a domain without a name" : "'" + domain.name() + "'")
                    + " (" + file + ", line " + claim.place().line() + ")";
        }
    }

    private FleetValidator() {
    }

    /**
     * The findings about domains beside each other: one for each thing that several claim, in the order of the first claims.
     *
     * @param domains what each document claims, by the name that findings give it, such as its file's
     */
    public static List<FleetFinding> validate(Map<String, HostClaims> domains) {
        Map<Kind, Map<String, List<Claimed>>> byValue = new LinkedHashMap<>();
        domains.forEach((file, domain) -> domain.claims().forEach(claim -> byValue
                .computeIfAbsent(claim.kind(), kind -> new LinkedHashMap<>())
                .computeIfAbsent(claim.value(), value -> new ArrayList<>()).add(new Claimed(file, domain, claim))));
        List<FleetFinding> findings = new ArrayList<>();
        for (FleetRule rule : FleetRule.values()) {
            byValue.getOrDefault(rule.kind(), Map.of()).forEach((value, claimed) -> {
                // one claim of each domain is enough to tell of it
                Set<String> seen = new HashSet<>();
                List<Claimed> byDomain = claimed.stream().filter(claim -> seen.add(whose(rule, claim))).toList();
                if (byDomain.size() > 1 && (rule != FleetRule.DOMAIN_TWICE || oneName(claimed))) {
                    findings.add(finding(rule, value, byDomain));
                }
            });
        }
        return findings;
    }

    private static boolean oneName(List<Claimed> claimed) {
        return claimed.stream().map(claim -> claim.domain().name()).distinct().count() == 1;
    }

    /** Several claims are worth a finding where this differs between them. */
    private static String whose(FleetRule rule, Claimed claimed) {
        return switch (rule) {
            case DOMAIN_UUID -> claimed.domain().name();
            case DOMAIN_TWICE -> claimed.file();
            case DOMAIN_NAME, MDEV, MAC, WRITABLE_IMAGE -> claimed.domain().identity();
        };
    }

    private static FleetFinding finding(FleetRule rule, String value, List<Claimed> claimed) {
        String what = switch (rule) {
            case DOMAIN_UUID -> "the uuid " + value + " belongs to domains of different names";
            case DOMAIN_TWICE -> "the domain of uuid " + value + " is described more than once, and the last definition counts";
            case DOMAIN_NAME -> "the name '" + value + "' belongs to several domains";
            case MDEV -> "mdev " + value + " belongs to several domains, of which only one can run at a time";
            case MAC -> "the MAC address " + value + " belongs to several domains";
            case WRITABLE_IMAGE -> value + " is written by several domains";
        };
        return new FleetFinding(rule.id(), rule.severity(), rule.consequence(), claimed.stream().map(Claimed::place).toList(),
                what + ": " + named(claimed), rule.wayOut());
    }

    /** A copied template can be in hundreds of files: all places are in the finding, the message names some. */
    private static String named(List<Claimed> claimed) {
        int most = 4;
        List<String> names = claimed.stream().limit(most).map(Claimed::named).toList();
        return String.join(", ", names) + (claimed.size() > most ? " and " + (claimed.size() - most) + " more" : "");
    }
}
