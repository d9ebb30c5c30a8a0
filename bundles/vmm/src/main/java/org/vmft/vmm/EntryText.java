package org.vmft.vmm;

import java.util.zip.CRC32C;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;

/** Entries as one line for a report; byte arrays as length and checksum. */
final class EntryText {
    private EntryText() {}

    static String of(TimedEntry entry) {
        return of(entry.entry()) + " at step " + entry.step();
    }

    static String of(LogEntry entry) {
        if (entry instanceof LogEntry.PacketArrival packet) {
            return "PacketArrival[" + of(packet.bytes()) + "]";
        }
        if (entry instanceof LogEntry.ConsoleInput input) {
            return "ConsoleInput[" + of(input.bytes()) + "]";
        }
        if (entry instanceof LogEntry.DiskCompletion completion) {
            return "DiskCompletion[%d, %s, %s]".formatted(completion.request(), completion.status(), of(completion.bytes()));
        }
        if (entry instanceof LogEntry.InstructionResult result) {
            return "InstructionResult[" + result.source() + ", " + of(result.bytes()) + "]";
        }
        if (entry instanceof LogEntry.OutputMark mark) {
            return "OutputMark[index %d, %d bytes, crc %08x]".formatted(mark.index(), mark.length(), mark.crc());
        }
        if (entry instanceof LogEntry.Digest digest) {
            return "Digest[machine %016x%s]".formatted(digest.machine(),
                    digest.withMemory() || digest.memory() != 0 ? ", memory %016x".formatted(digest.memory()) : "");
        }
        return entry.toString();
    }

    private static String of(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return "%d bytes, crc %08x".formatted(bytes.length, crc.getValue());
    }
}
