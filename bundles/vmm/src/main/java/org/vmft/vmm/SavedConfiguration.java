package org.vmft.vmm;

import java.nio.charset.StandardCharsets;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.SemanticsVersion;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** What a saved state says of the machine it is for. */
record SavedConfiguration(String isa, SemanticsVersion semantics, MachineSpec spec) {
    private static final int STATE_VERSION = 2;
    private static final int NAME_BYTES_MAX = 256;
    private static final int BOOT_ARGUMENTS_BYTES_MAX = 64 << 10;

    static SavedConfiguration of(InstructionSet isa, MachineSpec spec) {
        return new SavedConfiguration(isa.name(), isa.semantics(), spec);
    }

    void save(StateSink sink) {
        sink.section("configuration", STATE_VERSION);
        sink.bytes(isa.getBytes(StandardCharsets.UTF_8));
        sink.i32(semantics.major());
        sink.i32(semantics.minor());
        sink.i32(spec.ramBytes());
        sink.i64(spec.macAddress());
        sink.bytes(spec.bootArguments().getBytes(StandardCharsets.UTF_8));
        sink.i64(spec.diskBytes());
    }

    static SavedConfiguration read(StateSource source) {
        int version = source.section("configuration", STATE_VERSION);
        String isa = new String(source.bytes(NAME_BYTES_MAX), StandardCharsets.UTF_8);
        SemanticsVersion semantics = new SemanticsVersion(source.i32(), source.i32());
        int ramBytes = source.i32();
        long macAddress = source.i64();
        String bootArguments = new String(source.bytes(BOOT_ARGUMENTS_BYTES_MAX), StandardCharsets.UTF_8);
        long diskBytes = version < STATE_VERSION ? 0 : source.i64();
        try {
            return new SavedConfiguration(isa, semantics, new MachineSpec(ramBytes, macAddress, bootArguments, diskBytes));
        } catch (IllegalArgumentException impossible) {
            throw new StateException(impossible.getMessage());
        }
    }

    void requireFor(InstructionSet present) {
        if (!isa.equals(present.name())) {
            throw new StateException("instruction set: expected=" + isa + " actual=" + present.name());
        }
        if (!semantics.equals(present.semantics())) {
            throw new StateException("semantics of " + isa + ": expected=" + semantics + " actual=" + present.semantics());
        }
    }
}
