package org.vmft.arbiter;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.arbiter.ArbiterJson.FormatException;

/**
 * Records as files in a directory that several processes or hosts share. Thread-safe.
 *
 * <p>Each version of a record is a file of its own, {@code <vm>.<version>.json}; the highest version counts. A version
 * is written and synced under a unique temporary name, then linked to its own: the link fails when somebody else has
 * that version, also on NFS, where exclusive creation and locks are less to be trusted. A crash leaves a temporary
 * file at worst.
 *
 * <p>Concurrency: a version's name is free either because it was never taken or because it was pruned. Pruning goes
 * upwards and spares the newest, and a file is never written again; so as long as the version on which a decision
 * rests is there, the next one has not been pruned. That is looked at after the link.
 */
final class LinkStore implements RecordStore {
    /** Versions kept of each record: an operator's history, and far more than are decided while a directory is read. */
    static final int VERSIONS_KEPT = 64;
    /** A temporary file this much older than one just written was left by a crash. */
    static final long TEMPORARY_MILLIS_MAX = TimeUnit.HOURS.toMillis(1);
    /** Each failed attempt means that {@link #VERSIONS_KEPT} versions were decided in the meantime. */
    private static final int READ_ATTEMPTS_MAX = 100;
    private static final Pattern VERSION_NAME = Pattern.compile("(.+)\\.([1-9][0-9]{0,17})\\.json");
    private static final Logger LOG = LoggerFactory.getLogger(LinkStore.class);

    /** {@link Files#createLink}, or what a test puts in its place. */
    @FunctionalInterface
    interface Linker {
        void link(Path name, Path existing) throws IOException;
    }

    private final Path directory;
    private final Linker linker;

    LinkStore(Path directory) {
        this(directory, Files::createLink);
    }

    LinkStore(Path directory, Linker linker) {
        this.directory = directory;
        this.linker = linker;
    }

    @Override
    public Optional<ArbiterRecord> read(String vm) throws IOException {
        try {
            // An NFS client that changed a directory lists it afresh; and a full or read-only one is noticed here.
            Files.delete(Files.createFile(temporary()));
            Optional<RecordFile> newest = newest(vm);
            syncDirectory();
            return newest.map(RecordFile::record);
        } catch (FileSystemException e) {
            throw described(e);
        }
    }

    @Override
    public boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) throws IOException {
        try {
            Optional<RecordFile> newest = newest(after.vm());
            if (!newest.map(RecordFile::record).equals(before)) {
                return false;
            }
            long version = newest.map(RecordFile::version).orElse(0L) + 1;
            Path temporary = temporary();
            try {
                write(temporary, new RecordFile(after, version, UUID.randomUUID()));
                return link(temporary, newest, path(after.vm(), version)) && finished(after.vm(), version, temporary);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (FileSystemException e) {
            throw described(e);
        }
    }

    private boolean link(Path temporary, Optional<RecordFile> newest, Path target) throws IOException {
        try {
            linker.link(target, temporary);
        } catch (IOException e) {
            // A server's answer can get lost and the client ask again: then the name is taken, by this very file.
            if (!sameFile(target, temporary)) {
                if (e instanceof FileAlreadyExistsException) {
                    return false;
                }
                throw e;
            }
        }
        if (newest.isPresent() && !newest.equals(readIfPresent(newest.get().record().vm(), newest.get().version()))) {
            Files.deleteIfExists(target);
            return false;
        }
        return true;
    }

    private boolean finished(String vm, long version, Path temporary) throws IOException {
        syncDirectory();
        try {
            prune(vm, version, temporary);
        } catch (IOException e) {
            LOG.warn("Arbiter directory {}: old files were not removed: {}", directory, e.toString());
        }
        return true;
    }

    private void prune(String vm, long version, Path temporary) throws IOException {
        for (Path old : versions(vm).headMap(version - VERSIONS_KEPT, true).values()) {
            Files.deleteIfExists(old);
        }
        long now = Files.getLastModifiedTime(temporary).toMillis();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, ".*.tmp")) {
            for (Path file : left) {
                if (now - Files.getLastModifiedTime(file).toMillis() > TEMPORARY_MILLIS_MAX) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            LOG.debug("Somebody else removed {}", e.getFile());
        }
    }

    private Optional<RecordFile> newest(String vm) throws IOException {
        for (int attempt = 0; attempt < READ_ATTEMPTS_MAX; attempt++) {
            TreeMap<Long, Path> versions = versions(vm);
            if (versions.isEmpty()) {
                return Optional.empty();
            }
            Optional<RecordFile> file = readIfPresent(vm, versions.lastKey());
            if (file.isPresent()) {
                return file;
            }
        }
        throw new IOException("arbiter directory " + directory + ": the record of \"" + vm + "\" changes faster than it can be read");
    }

    private TreeMap<Long, Path> versions(String vm) throws IOException {
        TreeMap<Long, Path> versions = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher name = VERSION_NAME.matcher(file.getFileName().toString());
                if (name.matches() && name.group(1).equals(vm)) {
                    versions.put(Long.valueOf(name.group(2)), file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return versions;
    }

    private Optional<RecordFile> readIfPresent(String vm, long version) throws IOException {
        Path path = path(vm, version);
        try (InputStream in = Files.newInputStream(path)) {
            RecordFile file = RecordFile.decode(in.readNBytes(RecordFile.BYTES_MAX + 1));
            if (!file.record().vm().equals(vm) || file.version() != version) {
                throw new FormatException("holds version " + file.version() + " of \"" + file.record().vm() + "\"");
            }
            return Optional.of(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FormatException e) {
            throw new IOException("arbiter file " + path + ": damaged: " + e.getMessage(), e);
        }
    }

    private static void write(Path path, RecordFile file) throws IOException {
        try (FileChannel channel = FileChannel.open(path, CREATE_NEW, WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(file.encode());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw new FileSystemException(path.toString(), null, e.getMessage());
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    private static boolean sameFile(Path one, Path other) throws IOException {
        try {
            return Files.isSameFile(one, other);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path path(String vm, long version) {
        return directory.resolve(vm + "." + version + ".json");
    }

    private Path temporary() {
        return directory.resolve("." + UUID.randomUUID() + ".tmp");
    }

    private IOException described(FileSystemException e) {
        String reason = !Files.exists(directory) ? "no such directory"
                : !Files.isDirectory(directory) ? "not a directory"
                : e instanceof AccessDeniedException ? "not readable and writable"
                : e.getReason() != null ? e.getReason() : e.toString();
        return new IOException("arbiter directory " + directory + ": " + reason, e);
    }
}
