package io.ringpost.testing;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server in memory on a free port, which ends with this process, however that ends. */
final class ServerProcess implements AutoCloseable {
    /** Until the server is ready; the first start by npx may download it. */
    private static final int PATIENCE_SECONDS = 120;
    /** That the server has to end by itself. */
    private static final int FAREWELL_SECONDS = 10;
    private static final int LINES_KEPT = 50;
    private static final List<String> WORDS = List.of("start", "--emulator", "--ready-json", "--exit-with-parent");

    private final Process process;
    private final Deque<String> printed = new ArrayDeque<>();
    private final CompletableFuture<String> url = new CompletableFuture<>();

    private ServerProcess(Process process) {
        this.process = process;
    }

    static ServerProcess start() {
        List<String> words = new ArrayList<>(command());
        words.addAll(WORDS);
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        // Settings of a server that the developer runs are not for this one.
        builder.environment().keySet().removeIf(name -> name.startsWith("RINGPOST_"));
        builder.environment().putAll(Map.of("HOST", "127.0.0.1", "PORT", "0"));
        ServerProcess server;
        try {
            server = new ServerProcess(builder.start());
        } catch (IOException error) {
            throw new IllegalStateException(String.join(" ", words) + " cannot be run", error);
        }
        Thread reader = new Thread(server::read, "ringpost");
        reader.setDaemon(true);
        reader.start();
        server.awaitReady(words);
        return server;
    }

    String url() {
        return url.join();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) return;
        } catch (IOException error) {
            // It has ended already.
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void awaitReady(List<String> words) {
        try {
            url.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException error) {
            close();
            throw new IllegalStateException(String.join(" ", words) + " did not become ready:\n" + said());
        } catch (InterruptedException error) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Ringpost was starting", error);
        }
    }

    /** Takes what the server prints: its pipe must not fill up. */
    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) take(line);
        } catch (IOException error) {
            // The process was ended.
        }
        url.completeExceptionally(new IllegalStateException("it ended"));
    }

    private void take(String line) {
        Map<String, Object> said = url.isDone() ? null : Calls.parse(line);
        if (said != null && said.containsKey("port") && said.get("url") instanceof String address) {
            url.complete(address);
            return;
        }
        synchronized (printed) {
            printed.add(line);
            if (printed.size() > LINES_KEPT) printed.remove();
        }
    }

    private String said() {
        synchronized (printed) {
            return String.join("\n", printed);
        }
    }

    /** What starts Ringpost: {@code RINGPOST_COMMAND}, split at spaces, else {@code ringpost} in PATH, else npx. */
    private static List<String> command() {
        String named = System.getenv("RINGPOST_COMMAND");
        if (named != null && !named.isBlank()) return List.of(named.trim().split("\\s+"));
        return find("ringpost")
                .map(List::of)
                .or(() -> find("npx").map(npx -> List.of(npx, "--yes", "ringpost")))
                .orElseThrow(() -> new IllegalStateException(
                        "neither ringpost nor npx is in PATH: install Node.js, or set RINGPOST_COMMAND or RINGPOST_TEST_URL"));
    }

    private static Optional<String> find(String name) {
        boolean isWindows = System.getProperty("os.name").startsWith("Windows");
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path path = Path.of(folder, isWindows ? name + ".cmd" : name);
            if (Files.isExecutable(path)) return Optional.of(path.toString());
        }
        return Optional.empty();
    }
}
