package io.logstreamer.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalIdTest {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static String text(long epoch, long run, String source, Position place) {
        return new String(ArrivalId.prefix(epoch, run, source), US_ASCII) + EventId.text(place);
    }

    @Test
    void textIsReadBack() {
        long seed = Seed.next();
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long epoch = random.nextLong() & ArrivalId.MAX_EPOCH;
            long run = random.nextLong() >>> 16;
            Generation generation = new Generation("a", 3, random.nextLong() >>> 16, random.nextInt() >>> 8);
            Position place =
                    new Position(generation, random.nextLong() >>> 16, random.nextInt() >>> 8, random.nextInt());
            String text = text(epoch, run, "shop/a.log", place);
            assertThat(text).hasSize(ArrivalId.LENGTH).matches("[A-Za-z0-9._~-]+");
            assertThat(ArrivalId.parse(text))
                    .as(Seed.told(seed))
                    .isEqualTo(new ArrivalId(epoch, run, ArrivalId.hashOf("shop/a.log"), EventId.of(place)));
        }
    }

    @Test
    void noTextMakesItThrow() {
        long seed = Seed.next();
        Random random = new Random(seed);
        String good = text(1, 2, "a", new Position(new Generation("a", 0, 1, 1), 10, 0, 0));
        assertThat(ArrivalId.parse(good)).isNotNull();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int k = random.nextInt(4); k >= 0; k--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(0x10000));
                    case 1 -> text.setCharAt(at, ALPHABET.charAt(random.nextInt(64)));
                    case 2 -> text.deleteCharAt(at);
                    default -> text.insert(at, (char) random.nextInt(256));
                }
            }
            ArrivalId id = ArrivalId.parse(text.toString());
            if (id != null) {
                assertThat(id.epoch()).as(Seed.told(seed)).isBetween(0L, ArrivalId.MAX_EPOCH);
                assertThat(id.run()).as(Seed.told(seed)).isBetween(0L, (1L << 48) - 1);
            }
        }
        assertThat(ArrivalId.parse("")).isNull();
        assertThat(ArrivalId.parse("1" + good.substring(1))).isNull();
        assertThat(ArrivalId.parse(good.substring(1))).isNull();
        assertThat(ArrivalId.parse(good.substring(ArrivalId.PREFIX))).isNull();
    }
}
