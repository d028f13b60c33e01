package io.logstreamer.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the answers that are given in front of Jersey or behind it: a whole body, never to be stored. */
final class ServletAnswer {

    private ServletAnswer() {}

    static void problem(HttpServletRequest request, HttpServletResponse response, Problem problem) throws IOException {
        write(request, response, problem.status(), Problem.MEDIA_TYPE, problem.json());
    }

    /**
     * Refuses a method, in the words of {@link ProblemMapper}.
     *
     * @param allowed the methods this address answers, separated by commas
     */
    static void wrongMethod(HttpServletRequest request, HttpServletResponse response, String allowed)
            throws IOException {
        response.setHeader("Allow", allowed);
        problem(request, response, Problem.of(405, "This address answers only: " + allowed + "."));
    }

    /** @param mediaType without charset for JSON, with {@code charset=utf-8} for text */
    static void write(
            HttpServletRequest request, HttpServletResponse response, int status, String mediaType, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(mediaType);
        response.setContentLength(bytes.length);
        response.setHeader("Cache-Control", "no-store");
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(bytes);
        }
    }
}
