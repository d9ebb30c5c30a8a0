package org.vmft.logchannel.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.CorruptLogException;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogReader;
import org.vmft.api.log.LogWriter;
import org.vmft.api.log.TimedEntry;
import org.vmft.logchannel.Encoded;
import org.vmft.logchannel.RandomMessages;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.codec.Frame;
import org.vmft.logchannel.internal.codec.Tags;

class LogFileTest {
    private static final LogHeader HEADER = new LogHeader("demo", 3, 2, "toy", 1_000, 17);
    private static final byte[] STATE = {1, 2, 3, 4, 5};
    private static final int FLUSHES = 12;

    @TempDir
    Path folder;

    private final FileLogFormat format = new FileLogFormat();
    private RandomMessages messages;
    private Random random;
    private Path file;

    @BeforeEach
    void seed(TestInfo info) {
        messages = new RandomMessages(info.getDisplayName());
        random = messages.random();
        file = folder.resolve("a.log");
    }

    @Test
    void whatWasAppendedIsReadAndNumberedFromOne() throws IOException {
        List<Flush> appended = flushes(messages, 200);
        write(appended);
        try (LogReader reader = format.open(file)) {
            assertThat(reader.header()).isEqualTo(HEADER);
            assertThat(reader.state()).isEqualTo(STATE);
            assertThat(encoded(rest(reader))).isEqualTo(encoded(appended));
            assertThat(reader.complete()).isTrue();
            assertThat(reader.next()).isEmpty();
        }
        assertThat(names()).containsExactly("a.log");
    }

    @Test
    void positionsOfThePairingAreReplaced() throws IOException {
        Flush flush = messages.flush(5_000, HEADER.step());
        write(List.of(flush));
        try (LogReader reader = format.open(file)) {
            assertThat(encoded(rest(reader))).isEqualTo(encoded(List.of(new Flush(1, flush.entries()))));
        }
    }

    @Test
    void aLogCutAnywhereEndsAtItsLastWholeFlush() throws IOException {
        Sample sample = sample();
        for (int length = 0; length < sample.bytes.length; length++) {
            Files.write(file, Arrays.copyOf(sample.bytes, length));
            if (length < sample.ends.get(0)) {
                assertThatThrownBy(() -> format.open(file)).as("cut at " + length).isInstanceOf(CorruptLogException.class);
                continue;
            }
            try (LogReader reader = format.open(file)) {
                assertThat(encoded(rest(reader))).as("cut at " + length)
                        .isEqualTo(encoded(sample.flushes.subList(0, sample.whole(length))));
                assertThat(reader.complete()).isFalse();
            }
        }
    }

    @Test
    void damageAnywhereIsToldWithTheLastGoodPosition() throws IOException {
        Sample sample = sample();
        for (int at = 0; at < sample.bytes.length; at++) {
            byte[] damaged = sample.bytes.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, damaged);
            List<Flush> read = new ArrayList<>();
            CorruptLogException failure = catchThrowableOfType(CorruptLogException.class, () -> {
                try (LogReader reader = format.open(file)) {
                    for (Optional<Flush> next = reader.next(); next.isPresent(); next = reader.next()) {
                        read.add(next.get());
                    }
                }
            });
            int intact = Math.max(0, sample.whole(at));
            assertThat(encoded(read)).as("damaged at " + at).isEqualTo(encoded(sample.flushes.subList(0, intact)));
            assertThat(failure).as("damaged at " + at).isNotNull();
            assertThat(failure.lastGoodPosition()).isEqualTo(intact == 0 ? 0 : sample.flushes.get(intact - 1).lastPosition());
            assertThat(failure.getMessage()).contains(file.toString(), "expected", "actual").doesNotContain("\n");
            if (at >= sample.ends.get(0)) {
                assertThat(failure.getMessage()).contains("damaged at byte " + sample.ends.get(intact) + ":");
            }
        }
    }

    @Test
    void damageIsToldAgainWhenAskedAgain() throws IOException {
        Sample sample = sample();
        sample.bytes[sample.ends.get(1) - 1] ^= 1;
        Files.write(file, sample.bytes);
        try (LogReader reader = format.open(file)) {
            assertThatThrownBy(reader::next).isInstanceOf(CorruptLogException.class);
            assertThatThrownBy(reader::next).isInstanceOf(CorruptLogException.class);
        }
    }

    @Test
    void bytesBehindTheEndMarkAreDamage() throws IOException {
        Sample sample = sample();
        Files.write(file, Arrays.copyOf(sample.bytes, sample.bytes.length + 1));
        try (LogReader reader = format.open(file)) {
            assertThatThrownBy(() -> rest(reader)).isInstanceOf(CorruptLogException.class).hasMessageContaining("end mark");
        }
    }

    @Test
    void aMissingOrRepeatedFlushIsDamage() throws IOException {
        Sample sample = sample();
        for (int i = 0; i < FLUSHES; i++) {
            byte[] before = Arrays.copyOf(sample.bytes, sample.ends.get(i));
            byte[] flush = Arrays.copyOfRange(sample.bytes, sample.ends.get(i), sample.ends.get(i + 1));
            byte[] behind = Arrays.copyOfRange(sample.bytes, sample.ends.get(i + 1), sample.bytes.length);
            long good = i == 0 ? 0 : sample.flushes.get(i - 1).lastPosition();
            expectDamage(good, before, behind);
            expectDamage(sample.flushes.get(i).lastPosition(), before, flush, flush, behind);
        }
    }

    private void expectDamage(long lastGoodPosition, byte[]... pieces) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Stream.of(pieces).forEach(bytes::writeBytes);
        Files.write(file, bytes.toByteArray());
        try (LogReader reader = format.open(file)) {
            assertThatThrownBy(() -> rest(reader)).isInstanceOfSatisfying(CorruptLogException.class,
                    e -> assertThat(e.lastGoodPosition()).isEqualTo(lastGoodPosition)).hasMessageContaining("position: expected");
        }
    }

    @Test
    void aStepBackIsDamage() throws IOException {
        Sample sample = sample();
        byte[] head = Arrays.copyOf(sample.bytes, sample.ends.get(0));
        long tag = Tags.of(FileHeader.encode(HEADER, STATE));
        byte[] early = Frame.encode(tag, 4, Frame.BYTES_MAX, out -> EntryCodec.write(out, 1,
                List.of(new TimedEntry(HEADER.step() - 1, new LogEntry.Progress()))));
        Files.write(file, head);
        Files.write(file, early, StandardOpenOption.APPEND);
        try (LogReader reader = format.open(file)) {
            assertThatThrownBy(reader::next).isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("step: expected at least 1000, actual 999");
        }
    }

    @Test
    void aFlushOfAnotherLogIsDamage() throws IOException {
        Sample sample = sample();
        Path other = folder.resolve("other.log");
        try (LogWriter writer = format.create(other, new LogHeader("other", 3, 2, "toy", 1_000, 17), STATE)) {
            writer.append(sample.flushes.get(0));
        }
        byte[] foreign = Files.readAllBytes(other);
        int start = sample.ends.get(0);
        byte[] mixed = sample.bytes.clone();
        System.arraycopy(foreign, start + 1, mixed, start, sample.ends.get(1) - start);
        Files.write(file, mixed);
        try (LogReader reader = format.open(file)) {
            assertThatThrownBy(() -> rest(reader)).isInstanceOf(CorruptLogException.class).hasMessageContaining("frame tag");
        }
    }

    @Test
    void anotherFileAndAnotherVersionAreNamed() throws IOException {
        Files.writeString(file, "#!/bin/sh\n");
        assertThatThrownBy(() -> format.open(file)).isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("not a log file");
        byte[] later = sample().bytes;
        later[9] = 3;
        Files.write(file, later);
        assertThatThrownBy(() -> format.open(file)).isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("log format version: expected 2, actual 3");
        assertThatThrownBy(() -> format.open(folder.resolve("none"))).isInstanceOf(IOException.class)
                .hasMessage("log file " + folder.resolve("none") + ": not opened: no such file or directory");
        assertThatThrownBy(() -> format.open(folder)).isInstanceOf(IOException.class).hasMessageContaining(folder.toString());
    }

    @Test
    void anExistingFileIsLeftAlone() throws IOException {
        Files.writeString(file, "precious");
        assertThatThrownBy(() -> format.create(file, HEADER, STATE)).isInstanceOf(IOException.class)
                .hasMessage("log file " + file + ": not created: exists already");
        assertThat(Files.readString(file)).isEqualTo("precious");
        assertThat(names()).containsExactly("a.log");
    }

    @Test
    void aFileThatAppearsMeanwhileIsLeftAlone() throws IOException {
        Path part = folder.resolve("part");
        Disk disk = new LocalDisk();
        disk.create(part).close();
        Files.writeString(file, "precious");
        assertThatThrownBy(() -> disk.publish(part, file)).isInstanceOf(IOException.class);
        assertThat(Files.readString(file)).isEqualTo("precious");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path inNowhere = folder.resolve("nowhere/a.log");
        assertThatThrownBy(() -> format.create(inNowhere, HEADER, STATE)).isInstanceOf(IOException.class)
                .hasMessage("log file " + inNowhere + ": not created: no such file or directory");
    }

    @Test
    void nothingIsLeftOfALogThatDidNotFit() {
        int head = FileHeader.encode(HEADER, STATE).length;
        for (int room = 0; room < head + STATE.length; room++) {
            FullDisk disk = new FullDisk(room);
            assertThatThrownBy(() -> new FileLogFormat(disk).create(file, HEADER, STATE)).isInstanceOf(IOException.class)
                    .hasMessage("log file " + file + ": not created: No space left on device");
            assertThat(disk.files).isEmpty();
        }
    }

    @Test
    void aFullDiskLeavesTheLastWholeFlushAndTheLogTakesNoMore() throws IOException {
        Sample sample = sample();
        for (int room = sample.ends.get(0); room < sample.ends.get(FLUSHES); room++) {
            FullDisk disk = new FullDisk(room);
            LogWriter writer = new FileLogFormat(disk).create(file, HEADER, STATE);
            int fits = sample.whole(room);
            for (int i = 0; i < fits; i++) {
                writer.append(sample.flushes.get(i));
            }
            long last = fits == 0 ? 0 : sample.flushes.get(fits - 1).lastPosition();
            assertThatThrownBy(() -> writer.append(sample.flushes.get(fits))).isInstanceOf(IOException.class)
                    .hasMessage("log file " + file + ": not written: No space left on device; it ends with position " + last);
            disk.room(1 << 20);
            assertThatThrownBy(() -> writer.append(sample.flushes.get(fits))).isInstanceOf(IOException.class);
            writer.close();
            assertThat(disk.files.values()).singleElement().extracting(ByteArrayOutputStream::toByteArray)
                    .isEqualTo(Arrays.copyOf(sample.bytes, sample.ends.get(fits)));
        }
    }

    @Test
    void aFullDiskAtTheEndMarkIsTold() throws IOException {
        Sample sample = sample();
        FullDisk disk = new FullDisk(sample.bytes.length - 1);
        LogWriter writer = new FileLogFormat(disk).create(file, HEADER, STATE);
        for (Flush flush : sample.flushes) {
            writer.append(flush);
        }
        assertThatThrownBy(writer::close).isInstanceOf(IOException.class).hasMessageContaining("No space left on device");
        writer.close();
        assertThat(disk.files.values()).singleElement().extracting(ByteArrayOutputStream::toByteArray)
                    .isEqualTo(Arrays.copyOf(sample.bytes, sample.ends.get(FLUSHES)));
    }

    @Test
    void aPartThatCannotBeRemovedIsTold() throws IOException {
        Sample sample = sample();
        FullDisk disk = new FullDisk(sample.ends.get(0) + 3);
        disk.truncateFails = true;
        LogWriter writer = new FileLogFormat(disk).create(file, HEADER, STATE);
        assertThatThrownBy(() -> writer.append(sample.flushes.get(0))).hasMessageEndingWith(
                "it ends with position 0 and a part of a flush that could not be removed: Input/output error");
    }

    @Test
    void decreasingStepsAreNotAppended() throws IOException {
        try (LogWriter writer = format.create(file, HEADER, STATE)) {
            Flush early = new Flush(1, List.of(new TimedEntry(HEADER.step() - 1, new LogEntry.Progress())));
            assertThatIllegalArgumentException().isThrownBy(() -> writer.append(early))
                    .withMessageContaining("expected >=" + HEADER.step());
        }
        try (LogReader reader = format.open(file)) {
            assertThat(reader.next()).isEmpty();
            assertThat(reader.complete()).isTrue();
        }
    }

    @Test
    void anInterruptDoesNotHarmALog() throws IOException {
        List<Flush> appended = flushes(messages, 3);
        Thread.currentThread().interrupt();
        try {
            write(appended);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        try (LogReader reader = format.open(file)) {
            assertThat(rest(reader)).hasSize(3);
        }
    }

    @Test
    void nothingIsAppendedToAClosedLog() throws IOException {
        LogWriter writer = format.create(file, HEADER, STATE);
        writer.close();
        writer.close();
        assertThatThrownBy(() -> writer.append(messages.flush(1, HEADER.step()))).isInstanceOf(IOException.class)
                .hasMessage("log file " + file + ": closed");
    }

    private record Sample(byte[] bytes, List<Flush> flushes, List<Integer> ends) {
        /** Whole flushes in so many bytes; negative within header and state. */
        int whole(int length) {
            return (int) ends.stream().filter(end -> end <= length).count() - 1 - (length >= bytes.length ? 1 : 0);
        }
    }

    /** A small log, with where its header and state, each flush and its end mark end. */
    private Sample sample() throws IOException {
        Path path = folder.resolve("sample.log");
        List<Flush> flushes = flushes(messages.small(), FLUSHES);
        List<Integer> ends = new ArrayList<>();
        try (LogWriter writer = format.create(path, HEADER, STATE)) {
            ends.add((int) Files.size(path));
            for (Flush flush : flushes) {
                writer.append(flush);
                ends.add((int) Files.size(path));
            }
        }
        byte[] bytes = Files.readAllBytes(path);
        Files.delete(path);
        return new Sample(bytes, flushes, ends);
    }

    private void write(List<Flush> flushes) throws IOException {
        try (LogWriter writer = format.create(file, HEADER, STATE)) {
            for (Flush flush : flushes) {
                writer.append(flush);
            }
        }
    }

    private static List<Flush> flushes(RandomMessages messages, int count) {
        List<Flush> flushes = new ArrayList<>();
        long position = 1;
        long step = HEADER.step();
        for (int i = 0; i < count; i++) {
            Flush flush = messages.flush(position, step);
            flushes.add(flush);
            position = flush.lastPosition() + 1;
            step = flush.progress();
        }
        return flushes;
    }

    private static List<Flush> rest(LogReader reader) throws IOException {
        List<Flush> flushes = new ArrayList<>();
        for (Optional<Flush> next = reader.next(); next.isPresent(); next = reader.next()) {
            flushes.add(next.get());
        }
        return flushes;
    }

    private static List<String> encoded(List<Flush> flushes) {
        return flushes.stream().map(ChannelMessage.Entries::new).map(Encoded::of).toList();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
