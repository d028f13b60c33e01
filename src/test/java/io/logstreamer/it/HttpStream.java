package io.logstreamer.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request on one raw connection, and its answer as it arrives: head, then body bytes with the transfer coding taken
 * off. Nothing is read ahead of the caller beyond one block, so a caller that stops reading makes a peer that stalls.
 *
 * <p>HTTP/1.1 with chunked bodies, bodies of a given length, and bodies that end with the connection. What RFC 9112
 * forbids fails the test.
 * Confined to one thread.
 */
final class HttpStream implements AutoCloseable {
    private static final Duration HEAD_LIMIT = Duration.ofSeconds(20);
    private static final int CONNECT_LIMIT_MILLIS = 10_000;
    /** Small, or the kernel reads ahead by megabytes. */
    private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

    /** How a body ended. */
    enum End {
        /** All of it came: the last chunk, the last byte of its length, or the end of an unframed body. */
        WHOLE,
        /** The connection ended inside it. */
        CUT
    }

    private enum Framing {
        CHUNKED,
        LENGTH,
        CONNECTION
    }

    private final Socket socket;
    private final InputStream in;
    private final byte[] block = new byte[16 * 1024];
    private int blockPosition;
    private int blockLimit;

    private int status;
    private String protocol = "";
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Framing framing = Framing.CONNECTION;
    /** Of the chunk, or of the body, not yet given to the caller; −1 before a chunk's size line. */
    private long remaining;

    private final StringBuilder partialLine = new StringBuilder();
    private Optional<End> end = Optional.empty();

    private HttpStream(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Sends a GET with these further header lines and reads the answer's head. */
    static HttpStream get(URI uri, String... headerLines) throws IOException {
        return request("GET", "HTTP/1.1", uri, headerLines);
    }

    /**
     * Sends a request without a body and reads the answer's head.
     *
     * @throws IOException if the connection fails or ends before the head is complete
     */
    static HttpStream request(String method, String version, URI uri, String... headerLines) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), CONNECT_LIMIT_MILLIS);
            socket.setTcpNoDelay(true);
            StringBuilder head = new StringBuilder(method + " " + target(uri) + " " + version + "\r\n");
            if (version.equals("HTTP/1.1")) {
                head.append("Host: ").append(uri.getAuthority()).append("\r\n");
            }
            for (String line : headerLines) {
                head.append(line).append("\r\n");
            }
            socket.getOutputStream().write(head.append("\r\n").toString().getBytes(ISO_8859_1));
            HttpStream stream = new HttpStream(socket);
            stream.readHead(method, Deadline.in(HEAD_LIMIT));
            return stream;
        } catch (IOException | RuntimeException | AssertionError e) {
            socket.close();
            throw e;
        }
    }

    int status() {
        return status;
    }

    /** The answer's protocol version, such as {@code HTTP/1.1}. */
    String protocol() {
        return protocol;
    }

    /** A header's value; several lines of one name are joined with a comma. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    boolean isChunked() {
        return framing == Framing.CHUNKED;
    }

    /** How the body ended; empty while it has not. */
    Optional<End> end() {
        return end;
    }

    /**
     * Reads body bytes, at least one, waiting for them until the deadline.
     *
     * @return how many, or −1 when the body is over ({@link #end} tells how)
     * @throws SocketTimeoutException if none came in time; reading can go on
     */
    int read(byte[] into, Deadline deadline) throws IOException {
        if (end.isPresent()) {
            return -1;
        }
        try {
            return switch (framing) {
                case CHUNKED -> readChunked(into, deadline);
                case LENGTH -> remaining == 0 ? ended(End.WHOLE) : readFramed(into, deadline);
                case CONNECTION -> fill(deadline) ? take(into, into.length) : ended(End.WHOLE);
            };
        } catch (SocketException | EOFException e) {
            return ended(End.CUT);
        }
    }

    /** The rest of the body, which must come whole and in time. */
    byte[] readAll(Duration timeout) throws IOException {
        Deadline deadline = Deadline.in(timeout);
        byte[] all = new byte[0];
        byte[] part = new byte[8192];
        for (int n = read(part, deadline); n >= 0; n = read(part, deadline)) {
            all = Arrays.copyOf(all, all.length + n);
            System.arraycopy(part, 0, all, all.length - n, n);
        }
        if (!end.equals(Optional.of(End.WHOLE))) {
            throw new EOFException("the body was cut: bytes=" + all.length);
        }
        return all;
    }

    /** Whether bytes are there that can be read without waiting. */
    boolean hasArrived() throws IOException {
        return end.isEmpty() && (blockPosition < blockLimit || in.available() > 0);
    }

    /** Closes so that the peer gets a reset, not an orderly end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void readHead(String method, Deadline deadline) throws IOException {
        String statusLine = readLine(deadline);
        String[] parts = statusLine.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.")) {
            throw new AssertionError("not a status line: " + statusLine);
        }
        protocol = parts[0];
        status = Integer.parseInt(parts[1]);
        for (String line = readLine(deadline); !line.isEmpty(); line = readLine(deadline)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new AssertionError("not a header line: " + line);
            }
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (first, next) -> first + ", " + next);
        }
        chooseFraming(method);
    }

    private void chooseFraming(String method) {
        if (method.equals("HEAD") || List.of(204, 304).contains(status)) {
            framing = Framing.LENGTH;
            remaining = 0;
        } else if (header("Transfer-Encoding").isPresent()) {
            framing = Framing.CHUNKED;
            remaining = -1;
        } else if (header("Content-Length").isPresent()) {
            framing = Framing.LENGTH;
            remaining = Long.parseLong(headers.get("content-length"));
        }
    }

    private int readChunked(byte[] into, Deadline deadline) throws IOException {
        while (true) {
            if (remaining > 0) {
                return readFramed(into, deadline);
            }
            if (remaining == 0) {
                expectEmptyLine(deadline);
                remaining = -1;
            }
            remaining = Long.parseLong(readLine(deadline).split(";", 2)[0].strip(), 16);
            if (remaining == 0) {
                expectEmptyLine(deadline);
                return ended(End.WHOLE);
            }
        }
    }

    private int readFramed(byte[] into, Deadline deadline) throws IOException {
        if (!fill(deadline)) {
            throw new EOFException("inside a body: remaining=" + remaining);
        }
        int n = take(into, (int) Math.min(into.length, remaining));
        remaining -= n;
        return n;
    }

    private void expectEmptyLine(Deadline deadline) throws IOException {
        String line = readLine(deadline);
        if (!line.isEmpty()) {
            throw new AssertionError("a chunk is longer than its size line says: " + line);
        }
    }

    /** A line up to its CRLF; what has come of it is kept when the time is over. */
    private String readLine(Deadline deadline) throws IOException {
        while (true) {
            if (!fill(deadline)) {
                throw new EOFException("inside a line: " + partialLine);
            }
            char c = (char) (block[blockPosition++] & 0xff);
            if (c == '\n') {
                String line = partialLine.toString();
                partialLine.setLength(0);
                if (!line.endsWith("\r")) {
                    throw new AssertionError("a line ends without CR: " + line);
                }
                return line.substring(0, line.length() - 1);
            }
            partialLine.append(c);
        }
    }

    private int take(byte[] into, int atMost) {
        int n = Math.min(atMost, blockLimit - blockPosition);
        System.arraycopy(block, blockPosition, into, 0, n);
        blockPosition += n;
        return n;
    }

    /** Makes at least one byte of the block available; false at the end of the connection. */
    private boolean fill(Deadline deadline) throws IOException {
        if (blockPosition < blockLimit) {
            return true;
        }
        int millisLeft = deadline.millisLeft();
        if (millisLeft == 0 && in.available() == 0) {
            throw new SocketTimeoutException("the time is over");
        }
        socket.setSoTimeout(Math.max(1, millisLeft));
        int n = in.read(block);
        blockPosition = 0;
        blockLimit = Math.max(0, n);
        return n > 0;
    }

    private int ended(End how) {
        end = Optional.of(how);
        return -1;
    }

    private static String target(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}
