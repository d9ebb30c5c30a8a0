package org.vmft.network.tap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An open TAP interface; a read or a write is one frame. Any may write while one reads: not through the channel, a blocked
 * read of which holds the lock that a write needs, and which the interruption of a writing thread would close. Closing ends
 * a blocked read, and waits for a write: what writes past the channel would write to whatever has the descriptor next.
 */
public final class TapDevice implements Closeable {
    private static final Path TUN = Path.of("/dev/net/tun");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path INTERFACES = Path.of("/sys/class/net");
    private static final int IFF_UP = 1;
    private static final long TUNSETIFF = 0x4004_54caL;
    private static final int IFREQ_BYTES = 40;
    private static final int IFREQ_FLAGS = 16;
    private static final short TAP_WITHOUT_HEADER = 0x0002 | 0x1000;

    private final String name;
    private final ReadableByteChannel in;
    private final OutputStream out;
    private boolean closed;

    /** @param in closing it closes the descriptor */
    public TapDevice(String name, ReadableByteChannel in, OutputStream out) {
        this.name = name;
        this.in = in;
        this.out = out;
    }

    /** @throws IllegalArgumentException unless it can be the name of an interface; one line */
    public static String checkedName(String text) {
        return TapErrors.name(text);
    }

    /** Attaches to the interface, or makes it where that is permitted. The message of a failure is one line for people. */
    public static TapDevice open(String name) throws IOException {
        return open(TUN, name);
    }

    static TapDevice open(Path tun, String name) throws IOException {
        // Opening would make a file of it.
        if (!Files.exists(tun)) {
            throw new IOException(TapErrors.device(name, false, false, ""));
        }
        RandomAccessFile file = null;
        try {
            // One at a time, so that the new descriptor is known.
            synchronized (TapDevice.class) {
                Set<Integer> before = descriptors(tun);
                file = openTun(tun, name);
                Set<Integer> opened = descriptors(tun);
                opened.removeAll(before);
                if (opened.size() != 1) {
                    throw new IOException("tap " + name + ": " + DESCRIPTORS + ": expected one new descriptor, actual " + opened);
                }
                attach(opened.iterator().next(), name);
            }
            return new TapDevice(name, file.getChannel(), new FileOutputStream(file.getFD()));
        } catch (IOException | LinkageError e) {
            if (file != null) {
                file.close();
            }
            throw e instanceof IOException known ? known : new IOException("tap " + name + ": the native library of JNA: " + e.getMessage(), e);
        }
    }

    private static RandomAccessFile openTun(Path tun, String name) throws IOException {
        try {
            return new RandomAccessFile(tun.toFile(), "rw");
        } catch (FileNotFoundException e) {
            boolean permitted = Files.isReadable(tun) && Files.isWritable(tun);
            throw new IOException(TapErrors.device(name, true, permitted, e.getMessage()), e);
        }
    }

    private static Set<Integer> descriptors(Path tun) throws IOException {
        Set<Integer> descriptors = new HashSet<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path link : links) {
                if (leadsTo(tun, link)) {
                    descriptors.add(Integer.valueOf(link.getFileName().toString()));
                }
            }
        }
        return descriptors;
    }

    private static boolean leadsTo(Path tun, Path link) throws IOException {
        try {
            return Files.readSymbolicLink(link).equals(tun);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void attach(int descriptor, String name) throws IOException {
        try (Memory request = new Memory(IFREQ_BYTES)) {
            request.clear();
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            request.write(0, bytes, 0, bytes.length);
            request.setShort(IFREQ_FLAGS, TAP_WITHOUT_HEADER);
            LibC.load().ioctl(descriptor, new NativeLong(TUNSETIFF), request);
        } catch (LastErrorException e) {
            throw new IOException(TapErrors.attaching(name, e.getErrorCode()), e);
        }
    }

    /** @return bytes of the frame, of which what did not fit is lost */
    public int read(ByteBuffer frame) throws IOException {
        return in.read(frame);
    }

    public synchronized void write(byte[] frame) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        out.write(frame);
    }

    public boolean isPresent() {
        return flags().isPresent();
    }

    /** Whether frames can be written; reading waits while they cannot. */
    public boolean isUp() {
        return flags().map(flags -> (flags & IFF_UP) != 0).orElse(false);
    }

    /** One line for people. */
    public String explained(IOException failure) {
        return TapErrors.using(name, isPresent(), isUp(), failure.getMessage());
    }

    /** Empty when there is no such interface. */
    private Optional<Integer> flags() {
        try {
            return Optional.of(Integer.decode(Files.readString(INTERFACES.resolve(name).resolve("flags")).strip()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        in.close();
        out.close();
    }
}
