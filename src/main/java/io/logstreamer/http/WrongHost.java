package io.logstreamer.http;

/** The answer 421 to a request for a host that is not ours, and how to make it ours. */
final class WrongHost {

    private static final String SETTING = "logstreamer.http.allowed-hosts";

    private WrongHost() {}

    static Problem problem(String host) {
        return Problem.of(
                        421,
                        "This server does not answer for the host " + host + ". If it should, add the name to "
                                + SETTING + ".")
                .with("host", host)
                .with("setting", SETTING);
    }

    /** The same for people, self-contained: this host gets no style sheet either. */
    static String page(String host, String nonce) {
        return """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Not for this host - LogStreamer</title>
            <style nonce="%s">
              :root { color-scheme: light dark }
              body { font: 1rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto; padding: 0 1.5rem }
              code { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
            </style>
            <h1>This server does not answer for <code>%s</code></h1>
            <p>LogStreamer answers for addresses, <code>localhost</code>, the names of its machine and the names it was
            told, so that a foreign page cannot read logs through your browser.</p>
            <p>If you run this server and want this name, start it with</p>
            <p><code>%s=%s</code></p>
            </html>
            """.formatted(nonce, escaped(host), SETTING, escaped(withoutPort(host)));
    }

    /** Addresses, which hold colons of their own, are always allowed and never come here. */
    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
