package io.logstreamer.feed;

import io.logstreamer.log.Form;
import io.logstreamer.log.Gap;
import io.logstreamer.log.PartialLine;
import io.logstreamer.log.Position;
import io.logstreamer.log.Segment;
import io.logstreamer.log.Tape;
import io.logstreamer.log.Tapes;

/** Tapes that can be made to fail, as a tape does whose encoder meets what it cannot encode. */
final class FailingTapes implements Tapes {

    private final Tapes real;
    private boolean failing;

    FailingTapes(Tapes real) {
        this.real = real;
    }

    /** From now on nothing can be encoded or found. */
    void fail() {
        failing = true;
    }

    @Override
    public Tape acquire(String source, Form form) {
        Tape tape = real.acquire(source, form);
        return new Tape() {
            @Override
            public Spot locate(Position position, Runnable arrived) {
                failIfWanted();
                return tape.locate(position, arrived);
            }

            @Override
            public boolean extend(Segment segment, Runnable self) {
                failIfWanted();
                return tape.extend(segment, self);
            }

            @Override
            public Position tip() {
                return tape.tip();
            }

            @Override
            public String id(Position position) {
                return tape.id(position);
            }

            @Override
            public void attach(Runnable wake) {
                tape.attach(wake);
            }

            @Override
            public void detach(Runnable wake) {
                tape.detach(wake);
            }
        };
    }

    private void failIfWanted() {
        if (failing) {
            throw new IllegalStateException("cannot encode");
        }
    }

    @Override
    public void release(String source, Form form) {
        real.release(source, form);
    }

    @Override
    public byte[] gapBlock(String from, Position to, Gap.Reason reason) {
        return real.gapBlock(from, to, reason);
    }

    @Override
    public byte[] partialBlock(Position tip, Form form, PartialLine line) {
        return real.partialBlock(tip, form, line);
    }
}
