package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogReader;
import org.vmft.logchannel.internal.codec.ByteReader;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.codec.Frame;
import org.vmft.logchannel.internal.codec.MessageCodec;
import org.vmft.logchannel.internal.file.FileLogFormat;

/** Bytes that were written once must be read for as long as the format version stays, and written the same. */
class FormatGoldenTest {
    @TempDir
    Path folder;

    @Test
    void goldenFlushesAreReadAndWritten() throws Exception {
        byte[] golden = golden("flushes.bin");
        assertThat(Golden.flushes()).isEqualTo(golden);
        ByteReader in = new ByteReader(golden);
        for (Flush expected : Golden.FLUSHES) {
            assertThat(EntryCodec.read(in)).usingRecursiveComparison().isEqualTo(expected);
        }
        in.end("flushes");
    }

    @Test
    void goldenConversationIsReadAndWritten() throws IOException {
        byte[] dialler = golden("dialler.bin");
        byte[] acceptor = golden("acceptor.bin");
        LinkPair pair = Golden.conversation();
        assertThat(pair.fromDialler.toByteArray()).isEqualTo(dialler);
        assertThat(pair.fromAcceptor.toByteArray()).isEqualTo(acceptor);

        Recorder accepting = new Recorder() {
            @Override
            public void opened(Link link, ChannelMessage.Hello hello) {
                super.opened(link, hello);
                link.send(Golden.WELCOME);
            }
        };
        new FramedLink(new LinkPair.Pipe(), accepting).bytesReceived(dialler, 0, dialler.length);
        assertThat(accepting.opened).containsExactly(Golden.HELLO);
        assertThat(accepting.received).usingRecursiveComparison().isEqualTo(Golden.FROM_DIALLER);

        Recorder dialling = new Recorder();
        FramedLink link = new FramedLink(new LinkPair.Pipe(), dialling, Golden.HELLO);
        link.start();
        link.bytesReceived(acceptor, 0, acceptor.length);
        List<ChannelMessage> expected = new ArrayList<>(List.of(Golden.WELCOME));
        expected.addAll(Golden.FROM_ACCEPTOR);
        assertThat(dialling.received).usingRecursiveComparison().isEqualTo(expected);
    }

    @Test
    void goldenLogIsReadAndWritten() throws IOException {
        byte[] golden = golden("log.bin");
        Path written = folder.resolve("written.log");
        Golden.writeLog(written);
        assertThat(Files.readAllBytes(written)).isEqualTo(golden);

        Path file = Files.write(folder.resolve("golden.log"), golden);
        try (LogReader reader = new FileLogFormat().open(file)) {
            assertThat(reader.header()).isEqualTo(Golden.HEADER);
            assertThat(reader.state()).isEqualTo(Golden.STATE);
            for (Flush expected : Golden.FLUSHES) {
                assertThat(reader.next()).get().usingRecursiveComparison().isEqualTo(expected);
            }
            assertThat(reader.next()).isEqualTo(Optional.empty());
            assertThat(reader.complete()).isTrue();
        }
    }

    @Test
    void goldenFilesContainEveryTypeOfEntryAndMessage() {
        List<Class<?>> entries = Golden.FLUSHES.stream().flatMap(flush -> flush.entries().stream())
                .<Class<?>>map(timed -> timed.entry().getClass()).distinct().toList();
        assertThat(entries).containsExactlyInAnyOrderElementsOf(EntryCodec.types());
        List<Class<?>> messages = Stream.of(List.of(Golden.HELLO, Golden.WELCOME), Golden.FROM_DIALLER, Golden.FROM_ACCEPTOR)
                .flatMap(List::stream).<Class<?>>map(ChannelMessage::getClass).distinct().toList();
        assertThat(messages).contains(ChannelMessage.Entries.class)
                .containsExactlyInAnyOrderElementsOf(MessageCodec.types().stream()
                        .filter(type -> type != ChannelMessage.Refuse.class).toList());
    }

    @Test
    void exampleOfTheSpecificationIsAFrame() throws Exception {
        Matcher example = Pattern.compile("```hex\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("FORMAT.md")));
        assertThat(example.find()).isTrue();
        String digits = Stream.of(example.group(1).split("\n")).map(line -> line.replaceAll("#.*", "").replace(" ", ""))
                .reduce("", String::concat);
        byte[] bytes = HexFormat.of().parseHex(digits);
        assertThat(Frame.frameBytes(bytes, 0, 0x0123456789abcdefL, Frame.BYTES_MAX)).isEqualTo(bytes.length);
        Frame frame = Frame.decode(bytes, 0, bytes.length);
        assertThat(MessageCodec.read(frame.type(), frame.payload())).isEqualTo(new ChannelMessage.Watermark(300));
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = FormatGoldenTest.class.getResourceAsStream("/golden/" + name)) {
            return file.readAllBytes();
        }
    }
}
