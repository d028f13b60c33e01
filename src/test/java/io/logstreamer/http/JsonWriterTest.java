package io.logstreamer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {

    @Test
    void commasStandBetweenMembersAndElementsOnly() {
        String json = new JsonWriter()
                .beginObject()
                .name("a")
                .value(1)
                .name("b")
                .beginArray()
                .value("x")
                .beginObject()
                .endObject()
                .value(true)
                .endArray()
                .name("c")
                .beginObject()
                .name("d")
                .nullValue()
                .endObject()
                .endObject()
                .toString();

        assertThat(json).isEqualTo("{\"a\":1,\"b\":[\"x\",{},true],\"c\":{\"d\":null}}");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', textBlock = """
            0022, \\"
            005c, \\\\
            000a, \\n
            000d, \\r
            0009, \\t
            0000, \\u0000
            001b, \\u001b
            007f, \\u007f
            009b, \\u009b
            2028, \\u2028
            2029, \\u2029
            003c, \\u003c
            003e, \\u003e
            0026, \\u0026
            00e9, é
            d800, \uFFFD
            dfff, \uFFFD
            """)
    void characterIsWrittenAs(String codeInHex, String written) {
        String text = String.valueOf((char) Integer.parseInt(codeInHex, 16));

        assertThat(JsonWriter.quote(text)).isEqualTo('"' + written + '"');
    }

    @Test
    void surrogatePairStaysOneCharacter() {
        assertThat(JsonWriter.quote("\uD83D\uDE00\uD83D!")).isEqualTo("\"\uD83D\uDE00\uFFFD!\"");
    }

    @Test
    void namesAreEscapedToo() {
        assertThat(new JsonWriter()
                        .beginObject()
                        .name("\"")
                        .value(1)
                        .endObject()
                        .toString())
                .isEqualTo("{\"\\\"\":1}");
    }

    @Test
    void valuesKnownOnlyAtRunTimeKeepTheirKind() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("list", List.of(1, 2.5, false, "x"));
        value.put("none", null);
        value.put("nan", Double.NaN);
        value.put("other", java.net.URI.create("a:b&c"));

        assertThat(new JsonWriter().value(value).toString())
                .isEqualTo("{\"list\":[1,2.5,false,\"x\"],\"none\":null,\"nan\":null,\"other\":\"a:b\\u0026c\"}");
    }
}
