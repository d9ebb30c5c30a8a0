package org.vmft.isa.riscv32;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A hart of QEMU, stopped at its first instruction and stepped through its debugger port. */
final class Qemu implements AutoCloseable {
    static final String COMMAND = "qemu-system-riscv32";
    private static final String FEATURES = ",mmu=off,pmp=off,f=off,d=off,h=off,s=off,zba=off,zbb=off,zbc=off,zbs=off,sstc=off";
    private static final int REGISTERS = 33;
    private static final long START_MILLIS = 60_000;

    private final Process process;
    private final SocketChannel debugger;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16).flip();

    Qemu(Path directory, byte[] program, boolean compressed) throws IOException, InterruptedException {
        Path image = Files.write(directory.resolve("program.bin"), program);
        Path socket = directory.resolve("debugger");
        process = new ProcessBuilder(List.of(COMMAND, "-machine", "virt", "-m", "16M", "-bios", "none", "-cpu",
                "rv32,c=" + (compressed ? "on" : "off") + FEATURES, "-kernel", image.toString(), "-display", "none", "-serial",
                "none", "-monitor", "none", "-S", "-chardev", "socket,path=" + socket + ",server=on,wait=off,id=debugger",
                "-gdb", "chardev:debugger")).redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        try {
            debugger = connect(socket);
        } catch (IOException e) {
            process.destroyForcibly();
            throw new IOException(COMMAND + " did not open its debugger port: " + Files.readString(directory.resolve("log")), e);
        }
    }

    private SocketChannel connect(Path socket) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (true) {
            // A channel that failed to connect is closed.
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException notYet) {
                channel.close();
                if (System.nanoTime() > end || process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw notYet;
                }
            }
        }
    }

    static boolean present() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, COMMAND))) {
                return true;
            }
        }
        return false;
    }

    void step() throws IOException {
        String answer = ask("s");
        if (!answer.startsWith("T05") && !answer.startsWith("S05")) {
            throw new IOException("step: expected a trap, actual " + answer);
        }
    }

    /** x0 to x31 and pc. */
    int[] registers() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(ask("g").substring(0, REGISTERS * 8))).order(ByteOrder.LITTLE_ENDIAN);
        int[] registers = new int[REGISTERS];
        bytes.asIntBuffer().get(registers);
        return registers;
    }

    byte[] memory(int address, int length) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        ByteBuffer all = ByteBuffer.allocate(length);
        for (int at = 0; at < length; at += 1024) {
            parts.add(HexFormat.of().parseHex(ask("m%x,%x".formatted(address + at, Math.min(1024, length - at)))));
        }
        parts.forEach(all::put);
        return all.array();
    }

    private String ask(String command) throws IOException {
        int sum = command.chars().sum() & 0xff;
        ByteBuffer out = ByteBuffer.wrap(("$" + command + "#" + "%02x".formatted(sum)).getBytes(StandardCharsets.US_ASCII));
        while (out.hasRemaining()) {
            debugger.write(out);
        }
        while (next() != '$') {
            // Acknowledgements come before the answer.
        }
        StringBuilder answer = new StringBuilder();
        for (char c = next(); c != '#'; c = next()) {
            answer.append(c);
        }
        next();
        next();
        debugger.write(ByteBuffer.wrap(new byte[] {'+'}));
        return answer.toString();
    }

    private char next() throws IOException {
        if (!in.hasRemaining()) {
            in.clear();
            if (debugger.read(in) < 0) {
                throw new IOException(COMMAND + " closed its debugger port");
            }
            in.flip();
        }
        return (char) in.get();
    }

    @Override
    public void close() throws IOException {
        debugger.close();
        process.destroyForcibly();
    }
}
