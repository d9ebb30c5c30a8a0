package org.vmft.arbiter;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.vmft.api.arbiter.ArbiterRecord;

/** Records that live as long as the test. */
final class MemoryStore implements RecordStore {
    private final ConcurrentHashMap<String, ArbiterRecord> records = new ConcurrentHashMap<>();

    @Override
    public Optional<ArbiterRecord> read(String vm) {
        return Optional.ofNullable(records.get(vm));
    }

    @Override
    public boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) {
        return before.isPresent()
                ? records.replace(after.vm(), before.get(), after)
                : records.putIfAbsent(after.vm(), after) == null;
    }
}
