package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTests {

    @Test
    void valuesAreReadBackAsTheyWere() throws IOException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "a\"b\\c/d\n\r\t\b\u0000\u001f\u007f\u0085\u2028 é \uD83D\uDE00");
        value.put("", List.of());
        value.put("number", -7);
        value.put("null", null);
        value.put("list", new ArrayList<>(java.util.Arrays.asList(Map.of(), "x", null, 1)));

        String json = Json.of(value);

        assertThat(new ObjectMapper().readValue(json.getBytes(StandardCharsets.UTF_8), Object.class)).isEqualTo(value);
        assertThat(json).doesNotContain("\n", "\u2028", "\u0085").contains("é \uD83D\uDE00");
    }

    @Test
    void halfACharacterIsEscaped() {
        assertThat(Json.of("a\uD83Db\uDE00")).isEqualTo("\"a\\ud83db\\ude00\"");
    }

    @Test
    void whatHasNoJsonIsRefused() {
        assertThatThrownBy(() -> Json.of(1.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
