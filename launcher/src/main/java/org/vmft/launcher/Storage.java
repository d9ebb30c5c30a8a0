package org.vmft.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder for one running framework. Folders are numbered and locked, so that those of killed processes are used again. */
record Storage(Path folder, FileLock lock) {
    /** Far more than processes that one machine can hold. */
    private static final int FOLDERS_MAX = 1000;

    static Storage claim(Path parent) throws IOException {
        try {
            return claimed(parent);
        } catch (AccessDeniedException e) {
            throw inaccessible(e, parent);
        }
    }

    /** The distribution, or what it kept when it ran last, belongs to somebody else. */
    static LaunchException inaccessible(AccessDeniedException e, Path parent) {
        return new LaunchException(e.getFile() + ": access denied; a running vmft keeps files in " + parent
                + ": make that folder and what is in it writable, or use a copy of the distribution");
    }

    private static Storage claimed(Path parent) throws IOException {
        Files.createDirectories(parent);
        for (int i = 0; i < FOLDERS_MAX; i++) {
            FileChannel channel = FileChannel.open(parent.resolve(i + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new Storage(parent.resolve(Integer.toString(i)), lock);
            }
            channel.close();
        }
        throw new LaunchException("all " + FOLDERS_MAX + " folders of " + parent + " are in use");
    }

    void release() throws IOException {
        lock.channel().close();
    }
}
