package io.domainsmith.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTests {

    @ParameterizedTest
    @CsvSource({"9.0.0, 9.0.0", "9.0, 9.0.0", "9000000, 9.0.0", "4000, 0.4.0", "999999999, 999.999.999", "100.200.300, 100.200.300", "10006001, 10.6.1", "1003003, 1.3.3", "9005, 0.9.5", " 7.2.22 , 7.2.22"})
    void reads(String text, String version) {
        assertThat(Version.parse(text)).hasToString(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9", "900", "9.x", "v9.0.0", "9.0.0.0", "9.0.0-rc1", "-9.0", "99999999999", "9999999999", "999", "9.", ".9", "9..1", "9.0.", "1000.0", "9.1000", "9.0.1000", "9000.1", "9.٣"})
    void refuses(String text) {
        assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a version; write it like 9.0.0");
    }

    @Test
    void theClosestReleaseIsTheNewestThatIsNotNewer() {
        Version old = Version.parse("9.0.0");
        Version recent = Version.parse("11.3.0");
        List<Version> releases = List.of(recent, old);
        assertThat(Version.closest(releases, Version.parse("8.0.0"))).contains(old);
        assertThat(Version.closest(releases, old)).contains(old);
        assertThat(Version.closest(releases, Version.parse("11.2.0"))).contains(old);
        assertThat(Version.closest(releases, Version.parse("12.0.0"))).contains(recent);
        assertThat(Version.closest(releases, null)).contains(recent);
        assertThat(Version.closest(List.of(), old)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9.1.0, 9.0.5, true", "10.0.0, 9.9.9, true", "9.0.5, 9.0.0, false", "9.0.0, 9.0.0, false", "9.0.0, 9.1.0, false",
        "9.9.0, 10.0.0, false"})
    void aCorrectionHasNothingNew(String release, String other, boolean more) {
        assertThat(Version.parse(release).hasMoreThan(Version.parse(other))).isEqualTo(more);
    }
}
