package org.vmft.isa.riscv32.lockstep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One program run by QEMU to its end, instruction by instruction; its trace and its RAM stay behind as files. */
public final class QemuRun implements AutoCloseable {
    public static final String COMMAND = "qemu-system-riscv32";
    private static final String FEATURES = ",mmu=off,pmp=off,f=off,d=off,h=off,s=off,zba=off,zbb=off,zbc=off,zbs=off,sstc=off";
    private static final long RUN_SECONDS_MAX = 120;

    private final Path image;
    private final Path trace;
    private final Path ram;
    private final Path said;
    private final Process process;

    /** Begins; nothing waits. */
    QemuRun(Path directory, String name, byte[] program, boolean compressed) throws IOException {
        image = Files.write(directory.resolve(name), program);
        trace = directory.resolve(name + ".trace");
        ram = directory.resolve(name + ".ram");
        said = directory.resolve(name + ".log");
        int megabytes = Stream.RAM_BYTES >>> 20;
        process = new ProcessBuilder(List.of(COMMAND, "-machine", "virt,memory-backend=ram", "-m", megabytes + "M", "-object",
                "memory-backend-file,id=ram,share=on,size=" + megabytes + "M,mem-path=" + ram, "-bios", "none", "-cpu",
                "rv32,c=" + (compressed ? "on" : "off") + FEATURES, "-kernel", image.toString(), "-display", "none", "-serial", "none",
                "-monitor", "none", "-singlestep", "-d", "cpu,int,nochain", "-D", trace.toString()))
                .redirectErrorStream(true).redirectOutput(said.toFile()).start();
    }

    public static boolean present() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, COMMAND))) {
                return true;
            }
        }
        return false;
    }

    /** What it did, once it has ended. */
    QemuTrace trace() throws IOException, InterruptedException {
        if (!process.waitFor(RUN_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IOException(COMMAND + " did not end within " + RUN_SECONDS_MAX + " s");
        }
        if (process.exitValue() != 0 || !Files.exists(trace)) {
            throw new IOException(COMMAND + " ended with " + process.exitValue() + ": " + Files.readString(said));
        }
        return new QemuTrace(Files.readAllBytes(trace));
    }

    /** RAM as the program left it. */
    byte[] ram() throws IOException {
        return Files.readAllBytes(ram);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        for (Path file : List.of(image, trace, ram, said)) {
            Files.deleteIfExists(file);
        }
    }
}
