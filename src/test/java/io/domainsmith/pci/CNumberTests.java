package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CNumberTests {

    @ParameterizedTest
    @CsvSource({"0x1b,27", "27,27", "033,27", "0X1B,27", "0,0", "00,0", "0x0000,0", "010,8", "0xffffffff,4294967295",
            "4294967295,4294967295"})
    void readsWhatStrtoulReadsWithBaseZero(String text, long value) {
        assertThat(CNumber.parse(text)).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {" 5", "+5", "\t\n +0x5", "  05"})
    void passesOverWhatStrtoulPassesOver(String text) {
        assertThat(CNumber.parse(text)).hasValue(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1b", "08", "0x", "-1", "1 ", " ", "+", "+-1", "++1", "+ 1", " -1", "0x 1", "\u00a01", "4294967296", "0x100000000", "0x10000000000000000",
            "99999999999999999999", "٣"})
    void theRestIsNoNumber(String text) {
        assertThat(CNumber.parse(text)).isEmpty();
    }

    @Test
    void nothingIsNoNumber() {
        assertThat(CNumber.parse(null)).isEmpty();
    }
}
