package io.logstreamer.cli.load;

/**
 * What all subscribers of a run saw, added up.
 *
 * @param lines received, control events not counted
 * @param bytes of the streams, without HTTP framing
 * @param missing lines that others got, or whose number was jumped over
 * @param duplicate lines that came again
 * @param outOfOrder lines that came late
 * @param different lines whose id was another line's for somebody else
 * @param checkedBySeq lines that carried {@code seq=}
 * @param checkedById lines compared with those of other subscribers
 * @param unchecked lines with neither, or from further back than is remembered
 * @param gaps losses that the server announced
 * @param problems problems that the server announced
 * @param byes streams that the server ended with a word
 * @param reconnects connections made again
 * @param connectFailures attempts that gave no stream
 */
public record Totals(
        long lines,
        long bytes,
        long missing,
        long duplicate,
        long outOfOrder,
        long different,
        long checkedBySeq,
        long checkedById,
        long unchecked,
        long gaps,
        long problems,
        long byes,
        long reconnects,
        long connectFailures,
        Latency latency) {

    /** Lines that were not delivered once and in order. */
    public long faults() {
        return missing + duplicate + outOfOrder + different;
    }
}
