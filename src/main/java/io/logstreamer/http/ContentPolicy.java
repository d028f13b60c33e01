package io.logstreamer.http;

import java.security.SecureRandom;
import java.util.Base64;

/** The values of the {@code Content-Security-Policy} header (W3C CSP Level 3). */
final class ContentPolicy {

    static final String HEADER = "Content-Security-Policy";

    /** For answers that are no page: whatever a browser takes them for, it loads and runs nothing. */
    static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int NONCE_BYTES = 18;

    private ContentPolicy() {}

    /** A value for one answer; the policy names it, and only elements that carry it are trusted. */
    static String newNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * For the page: scripts and styles from here alone, and no string ever becomes HTML or code, but the templates of
     * {@code lit-html} and the one address that workers have ({@code core/expression.js}).
     */
    static String page(String nonce) {
        return "default-src 'self'; script-src 'self' 'nonce-" + nonce + "'; style-src 'self'; img-src 'self' data:;"
                + " object-src 'none'; base-uri 'self'; frame-ancestors 'none'; require-trusted-types-for 'script';"
                + " trusted-types lit-html logstreamer-worker";
    }

    /** For a page of text with its style inside. */
    static String text(String nonce) {
        return "default-src 'none'; style-src 'nonce-" + nonce + "'; base-uri 'none'; frame-ancestors 'none'";
    }
}
