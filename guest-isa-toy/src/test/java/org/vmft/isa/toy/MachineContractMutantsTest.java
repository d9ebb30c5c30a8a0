package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Devices;
import org.vmft.api.machine.DigestSink;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.ContractRun;

/** Each property of the machine contract finds a bug planted for it. */
class MachineContractMutantsTest {
    /** Numbers in the saved state: step, pc, r1 to r15, idle, … */
    private static final int SAVED_R10 = 11;
    private static final int SAVED_IDLE = 17;
    private static final int SAVED_CAUSE = 23;
    private static final int SAVED_VALUE = 24;
    private static final int ILLEGAL_INSTRUCTION = 1;
    /** The one that {@code busy.s} contains. */
    private static final int PLANNED_ILLEGAL = -1;

    @Test
    void runThatOvershootsByOneIsFound() {
        assertThat(failures(Overshoots.class)).contains("aRunSplitAnywhereLeavesTheSameState", "waitComesBeforeReached",
                "haltIsReportedAtOnceAndForEver");
    }

    @Test
    void runThatActsWhenItShouldDoNothingIsFound() {
        assertThat(failures(ActsAtOnce.class)).contains("runToThePresentStepDoesNothing");
    }

    @Test
    void timerOneStepLateIsFound() {
        assertThat(failures(LateTimer.class)).contains("timerInterruptIsTakenAtTheFirstStepWhoseTimeHasCome",
                "newClockAnchorMovesTheTimersStep");
    }

    @Test
    void deviceInterruptOneStepLateIsFound() {
        assertThat(failures(LateLine.class)).contains("deviceInterruptIsTakenAtTheStepAtWhichTheLineWasRaised");
    }

    @Test
    void interruptsEvaluatedOnlyWhenRunBeginsAreFound() {
        assertThat(failures(EvaluatesAtEntry.class)).contains("aRunSplitAnywhereLeavesTheSameState",
                "timerInterruptIsTakenAtTheFirstStepWhoseTimeHasCome");
    }

    @Test
    void timerThatMissesANewAnchorIsFound() {
        assertThat(failures(MissesAnchors.class)).contains("newClockAnchorMovesTheTimersStep");
    }

    @Test
    void forgottenRegisterIsFound() {
        assertThat(failures(ForgetsRegister.class)).contains("restoredMachineGoesOnAsTheSavedOne",
                "digestAndSavedStateFollowEveryBit");
    }

    @Test
    void forgottenWaitIsFound() {
        assertThat(failures(ForgetsWait.class)).contains("waitIsSavedAndEndsAtTheTimersTime");
    }

    @Test
    void digestThatIgnoresARegisterIsFound() {
        assertThat(failures(DigestIgnoresRegister.class)).containsExactly("digestAndSavedStateFollowEveryBit");
    }

    @Test
    void restoreThatKeepsDecodedCodeIsFound() {
        assertThat(failures(KeepsDecodedCode.class)).contains("changedCodeIsSeenByItsNextExecution",
                "noCodeMakesRunThrowOrDependOnItsSplits");
    }

    @Test
    void unmarkedStoresAreFound() {
        assertThat(failures(LosesMarks.class)).contains("everyChangedPageIsMarked");
    }

    @Test
    void reachedInPlaceOfAnEndIsFound() {
        assertThat(failures(PrefersReached.class)).contains("haltIsReportedAtOnceAndForEver", "waitComesBeforeReached",
                "requestedStopIsTakenAfterTheStepThatRequestedIt");
    }

    @Test
    void ignoredStopRequestIsFound() {
        assertThat(failures(IgnoresStopRequests.class)).containsExactly("requestedStopIsTakenAfterTheStepThatRequestedIt");
    }

    @Test
    void wrongStepNumberOfAnOutputIsFound() {
        assertThat(failures(MisnumbersOutput.class)).contains("everythingCarriesTheNumberOfTheStepThatDidIt");
    }

    @Test
    void behaviourThatDiffersBetweenInstancesIsFound() {
        assertThat(failures(DiffersByInstance.class)).contains("aRunSplitAnywhereLeavesTheSameState");
    }

    @Test
    void exceptionsForOddImagesAreFound() {
        assertThat(failures(ThrowsForOddImages.class)).containsExactly("noImageMakesLoadOrRunThrow");
    }

    @Test
    void exceptionsForOddCodeAreFound() {
        assertThat(failures(ThrowsForOddCode.class)).contains("noCodeMakesRunThrowOrDependOnItsSplits");
    }

    private static Set<String> failures(Class<? extends ToyMachineContractTest> contract) {
        return ContractRun.failures(contract);
    }

    static final class Overshoots extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public Stop run(long untilStep) {
                            return machine.run(untilStep > machine.step() ? untilStep + 1 : untilStep);
                        }
                    };
                }
            };
        }
    }

    static final class ActsAtOnce extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public Stop run(long untilStep) {
                            return machine.run(Math.max(untilStep, machine.step() + 1));
                        }
                    };
                }
            };
        }
    }

    static final class LateTimer extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                MachineHost wrap(MachineHost host) {
                    return new PlainHost(host) {
                        @Override
                        public long dueStep(long time, long fromStep) {
                            long due = host.dueStep(time, fromStep);
                            return due == Long.MAX_VALUE ? due : due + 1;
                        }
                    };
                }
            };
        }
    }

    static final class LateLine extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                private Runnable delayed = () -> { };

                @Override
                Devices wrap(Devices devices) {
                    return (model, line) -> devices.connect(model, raised -> delayed = () -> line.set(raised));
                }

                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public Stop run(long untilStep) {
                            Stop stop = Stop.REACHED;
                            while (stop == Stop.REACHED && machine.step() < untilStep) {
                                Runnable line = delayed;
                                stop = machine.run(machine.step() + 1);
                                line.run();
                            }
                            return stop;
                        }
                    };
                }
            };
        }
    }

    static final class EvaluatesAtEntry extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                MachineHost wrap(MachineHost host) {
                    return new PlainHost(host) {
                        @Override
                        public long dueStep(long time, long fromStep) {
                            long due = host.dueStep(time, fromStep);
                            return due == fromStep ? due : Long.MAX_VALUE;
                        }
                    };
                }
            };
        }
    }

    static final class MissesAnchors extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                MachineHost wrap(MachineHost host) {
                    return new PlainHost(host) {
                        private long known = -1;
                        private long due;

                        @Override
                        public long dueStep(long time, long fromStep) {
                            if (time != known) {
                                known = time;
                                due = host.dueStep(time, fromStep);
                            }
                            return Math.max(due, fromStep);
                        }
                    };
                }
            };
        }
    }

    static final class ForgetsRegister extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public void save(StateSink sink) {
                            machine.save(new ChangingSink(sink, SAVED_R10, value -> 0));
                        }
                    };
                }
            };
        }
    }

    static final class ForgetsWait extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public void save(StateSink sink) {
                            machine.save(new ChangingSink(sink, SAVED_IDLE, value -> 0));
                        }
                    };
                }
            };
        }
    }

    static final class DigestIgnoresRegister extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public long digest() {
                            DigestSink sink = new DigestSink();
                            machine.save(new ChangingSink(sink, SAVED_R10, value -> 0));
                            return sink.value();
                        }
                    };
                }
            };
        }
    }

    static final class KeepsDecodedCode extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    memory.watchCode(page -> { });
                    return machine;
                }
            };
        }
    }

    static final class LosesMarks extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public Stop run(long untilStep) {
                            byte before = memory.flags()[1];
                            Stop stop = machine.run(untilStep);
                            memory.flags()[1] = before;
                            return stop;
                        }
                    };
                }
            };
        }
    }

    static final class PrefersReached extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public Stop run(long untilStep) {
                            Stop stop = machine.run(untilStep);
                            return machine.step() == untilStep ? Stop.REACHED : stop;
                        }
                    };
                }
            };
        }
    }

    static final class IgnoresStopRequests extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public void requestStop() {
                            // ignored
                        }
                    };
                }
            };
        }
    }

    static final class MisnumbersOutput extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                MachineHost wrap(MachineHost host) {
                    return new PlainHost(host) {
                        @Override
                        public byte[] result(Source source, int length, long step) {
                            return host.result(source, length, step + 1);
                        }
                    };
                }
            };
        }
    }

    static final class DiffersByInstance extends ToyMachineContractTest {
        private static long instances;

        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                MachineHost wrap(MachineHost host) {
                    long instance = instances++;
                    return new PlainHost(host) {
                        @Override
                        public long time(long step) {
                            return host.time(step) ^ instance;
                        }
                    };
                }
            };
        }
    }

    static final class ThrowsForOddImages extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public void load(Image image) throws BadImageException {
                            if (image.content().length < 4) {
                                throw new IndexOutOfBoundsException("magic");
                            }
                            machine.load(image);
                        }
                    };
                }
            };
        }
    }

    static final class ThrowsForOddCode extends ToyMachineContractTest {
        @Override
        protected InstructionSet instructionSet() {
            return new Mutant() {
                @Override
                Machine wrap(Machine machine, GuestMemory memory, MachineHost host) {
                    return new PlainMachine(machine) {
                        @Override
                        public Stop run(long untilStep) {
                            Stop stop = machine.run(untilStep);
                            if (saved(SAVED_CAUSE) == ILLEGAL_INSTRUCTION && saved(SAVED_VALUE) != PLANNED_ILLEGAL) {
                                throw new IllegalStateException("no such instruction");
                            }
                            return stop;
                        }

                        private long saved(int number) {
                            long[] value = new long[1];
                            machine.save(new ChangingSink(new DigestSink(), number, actual -> value[0] = actual));
                            return value[0];
                        }
                    };
                }
            };
        }
    }
}
