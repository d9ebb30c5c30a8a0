package org.vmft.vmm.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.CommandException;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.log.LogEntry.DiskStatus;
import org.vmft.api.machine.DiskRequest;
import org.vmft.testkit.ChildJvm;

@Timeout(60)
class FileDiskTest {
    private static final int BYTES = 256 << 10;

    @TempDir
    Path directory;
    private final BlockingQueue<DiskCompletion> completed = new LinkedBlockingQueue<>();
    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = Files.write(directory.resolve("disk"), new byte[BYTES]);
    }

    private DiskCompletion next() throws InterruptedException {
        DiskCompletion completion = completed.poll(30, TimeUnit.SECONDS);
        assertThat(completion).as("completion").isNotNull();
        return completion;
    }

    private static byte[] sector(int value) {
        byte[] bytes = new byte[DiskRequest.SECTOR_BYTES];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Test
    void requestsArePerformedInOrderAndStayInTheFile() throws Exception {
        try (FileDisk disk = FileDisk.open(file)) {
            assertThat(disk.bytes()).isEqualTo(BYTES);
            disk.start(completed::add);
            disk.submit(new DiskRequest.Write(1, 1024, sector(1)));
            disk.submit(new DiskRequest.Write(2, 1024, sector(2)));
            disk.submit(new DiskRequest.Read(3, 1024, 512));
            disk.submit(new DiskRequest.Flush(4));
            assertThat(next()).usingRecursiveComparison().isEqualTo(new DiskCompletion(1, DiskStatus.DONE, new byte[0]));
            assertThat(next().request()).isEqualTo(2);
            assertThat(next()).usingRecursiveComparison().isEqualTo(new DiskCompletion(3, DiskStatus.DONE, sector(2)));
            assertThat(next()).usingRecursiveComparison().isEqualTo(new DiskCompletion(4, DiskStatus.DONE, new byte[0]));
        }
        assertThat(Arrays.copyOfRange(Files.readAllBytes(file), 1024, 1536)).isEqualTo(sector(2));
    }

    @Test
    void closingWaitsForWhatWasSubmitted() throws Exception {
        FileDisk disk = FileDisk.open(file);
        disk.start(completed::add);
        disk.submit(new DiskRequest.Write(1, 0, sector(7)));
        disk.close();
        assertThat(completed).hasSize(1);
        assertThat(Arrays.copyOf(Files.readAllBytes(file), 512)).isEqualTo(sector(7));
        FileDisk.open(file).close();
    }

    @Test
    void fileThatShrankFailsTheRead() throws Exception {
        try (FileDisk disk = FileDisk.open(file)) {
            disk.start(completed::add);
            try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
                other.truncate(512);
            }
            disk.submit(new DiskRequest.Read(1, 512, 512));
            assertThat(next()).usingRecursiveComparison().isEqualTo(new DiskCompletion(1, DiskStatus.FAILED, new byte[0]));
        }
    }

    @Test
    void fileThatCannotBeADiskIsNamedWithTheReason() throws IOException {
        assertRefused(directory.resolve("none"), ": cannot be opened: no such file or directory");
        assertRefused(directory, ": cannot be opened: Is a directory");
        assertRefused(Files.createFile(directory.resolve("empty")), ": expected a positive multiple of 512 bytes, actual 0");
        assertRefused(Files.write(directory.resolve("odd"), new byte[1000]), ": expected a positive multiple of 512 bytes, actual 1000");
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> FileDisk.open(file)).isInstanceOf(CommandException.class).hasMessage("disk " + file + reason);
    }

    @Test
    void fileIsOneMachinesAtATime() throws Exception {
        try (FileDisk disk = FileDisk.open(file)) {
            assertThat(disk.bytes()).isEqualTo(BYTES);
            assertRefused(file, ": in use by another machine");
        }
        try (ChildJvm other = new ChildJvm(DiskHolder.class, file.toString())) {
            assertThat(other.line()).isEqualTo("open");
            assertRefused(file, ": in use by another machine");
            other.kill();
        }
        FileDisk.open(file).close();
    }
}
