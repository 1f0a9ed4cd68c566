package io.domainsmith.guest;

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
        assertThat(CNumber.decimal(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"033,33", "08,8", "' +7',7", "4294967296,4294967296", "9223372036854775807,9223372036854775807"})
    void readsDecimalNumbers(String text, long value) {
        assertThat(CNumber.decimal(text)).hasValue(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0x1", "-1", "1 ", "1e3", "9223372036854775808", "99999999999999999999"})
    void theRestIsNoDecimalNumber(String text) {
        assertThat(CNumber.decimal(text)).isEmpty();
    }
}
