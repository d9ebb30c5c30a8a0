package org.vmft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterRequest.Operation;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.replica.ReplicaId;

/**
 * What every {@link Arbiter} does. A subclass says how one is reached; each test begins with nothing recorded (Jupiter
 * makes a new instance for each test) and the subclass closes what it opened in its own {@code @AfterEach}.
 */
@Timeout(60)
public abstract class ArbiterContract {
    private static final String VM = "guest";
    private static final ReplicaId A = new ReplicaId(0xa);
    private static final ReplicaId B = new ReplicaId(0xb);
    private static final ReplicaId C = new ReplicaId(0xc);
    private static final int RANDOM_REQUESTS = 400;
    private static final int RACERS = 6;
    private static final int RACES = 10;
    private static final int RACE_SECONDS_MAX = 30;

    /** Another client of the one arbiter under test: what one of them records, all of them know. */
    protected abstract Arbiter connect() throws Exception;

    /** Kills and restarts the arbiter, keeping only what is durable. Clients connected before are not used any more. */
    protected abstract void restart() throws Exception;

    @Test
    void firstCreationIsIncarnationOneAtGenerationOne() throws Exception {
        assertGranted(connect(), ArbiterRequest.create(VM, A, false), new ArbiterRecord(VM, 1, 1, A, false));
    }

    @Test
    void creationAskedAgainHasTheSameOutcome() throws Exception {
        Arbiter arbiter = connect();
        ArbiterRecord created = new ArbiterRecord(VM, 1, 1, A, false);
        assertGranted(arbiter, ArbiterRequest.create(VM, A, false), created);
        assertGranted(arbiter, ArbiterRequest.create(VM, A, false), created);
        assertGranted(arbiter, ArbiterRequest.create(VM, A, true), created);
    }

    @Test
    void creationIsRefusedWhileAnotherReplicasIncarnationRuns() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        assertRefused(arbiter, ArbiterRequest.create(VM, B, false), new ArbiterRecord(VM, 1, 1, A, false));
    }

    @Test
    void creatorIsRefusedOnceALaterGenerationWasGranted() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        arbiter.ask(ArbiterRequest.claim(VM, 1, 2, A));
        assertRefused(arbiter, ArbiterRequest.create(VM, A, false), new ArbiterRecord(VM, 1, 2, A, false));
    }

    @Test
    void forcedCreationBeginsTheNextIncarnation() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        arbiter.ask(ArbiterRequest.claim(VM, 1, 2, B));
        assertRefused(arbiter, ArbiterRequest.create(VM, C, true), new ArbiterRecord(VM, 1, 2, B, false));
        assertGranted(arbiter, ArbiterRequest.createAfter(VM, 1, C, true), new ArbiterRecord(VM, 2, 1, C, false));
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 3, B), new ArbiterRecord(VM, 2, 1, C, false));
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 2, B), new ArbiterRecord(VM, 2, 1, C, false));
    }

    @Test
    void oneReplicaWinsAGenerationAndMayAskAgain() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        ArbiterRecord won = new ArbiterRecord(VM, 1, 2, B, false);
        assertGranted(arbiter, ArbiterRequest.claim(VM, 1, 2, B), won);
        assertGranted(arbiter, ArbiterRequest.claim(VM, 1, 2, B), won);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 2, A), won);
        assertGranted(arbiter, ArbiterRequest.claim(VM, 1, 2, B), won);
    }

    @Test
    void onlyTheNextGenerationCanBeClaimed() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        ArbiterRecord created = new ArbiterRecord(VM, 1, 1, A, false);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 3, A), created);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 2, 2, A), created);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 0, 2, A), created);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 1, B), created);
        assertGranted(arbiter, ArbiterRequest.claim(VM, 1, 1, A), created);
        assertGranted(arbiter, ArbiterRequest.claim(VM, 1, 2, A), new ArbiterRecord(VM, 1, 2, A, false));
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 1, A), new ArbiterRecord(VM, 1, 2, A, false));
    }

    @Test
    void markedOffIncarnationCannotBeClaimedAndMakesRoomForTheNext() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        ArbiterRecord off = new ArbiterRecord(VM, 1, 1, A, true);
        assertGranted(arbiter, ArbiterRequest.markOff(VM, 1, 1, A), off);
        assertGranted(arbiter, ArbiterRequest.markOff(VM, 1, 1, A), off);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 2, B), off);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, 1, A), off);
        assertRefused(arbiter, ArbiterRequest.create(VM, B, false), off);
        assertGranted(arbiter, ArbiterRequest.createAfter(VM, 1, B, false), new ArbiterRecord(VM, 2, 1, B, false));
    }

    @Test
    void lateCopyOfACreationBeginsNoFurtherIncarnation() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        arbiter.ask(ArbiterRequest.claim(VM, 1, 2, B));
        assertRefused(arbiter, ArbiterRequest.create(VM, A, true), new ArbiterRecord(VM, 1, 2, B, false));
        ArbiterRecord off = new ArbiterRecord(VM, 1, 2, B, true);
        arbiter.ask(ArbiterRequest.markOff(VM, 1, 2, B));
        assertRefused(arbiter, ArbiterRequest.create(VM, A, false), off);
        arbiter.ask(ArbiterRequest.createAfter(VM, 1, C, false));
        arbiter.ask(ArbiterRequest.claim(VM, 2, 2, C));
        assertRefused(arbiter, ArbiterRequest.createAfter(VM, 1, A, true), new ArbiterRecord(VM, 2, 2, C, false));
    }

    @Test
    void creationAfterAnIncarnationNobodyKnowsIsRefused() throws Exception {
        assertVerdict(connect(), ArbiterRequest.createAfter(VM, 1, A, true), ArbiterModel.refusedUnknown());
    }

    @Test
    void onlyTheWinnerOfTheHighestGenerationMarksOff() throws Exception {
        Arbiter arbiter = connect();
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        arbiter.ask(ArbiterRequest.claim(VM, 1, 2, B));
        ArbiterRecord running = new ArbiterRecord(VM, 1, 2, B, false);
        assertRefused(arbiter, ArbiterRequest.markOff(VM, 1, 1, A), running);
        assertRefused(arbiter, ArbiterRequest.markOff(VM, 1, 2, A), running);
        assertRefused(arbiter, ArbiterRequest.markOff(VM, 1, 3, B), running);
        assertRefused(arbiter, ArbiterRequest.markOff(VM, 2, 2, B), running);
        assertGranted(arbiter, ArbiterRequest.markOff(VM, 1, 2, B), new ArbiterRecord(VM, 1, 2, B, true));
    }

    @Test
    void inspectionTellsWhatIsRecordedAndChangesNothing() throws Exception {
        Arbiter arbiter = connect();
        assertVerdict(arbiter, ArbiterRequest.inspect(VM), ArbiterModel.refusedUnknown());
        arbiter.ask(ArbiterRequest.create(VM, A, false));
        assertRefused(arbiter, ArbiterRequest.inspect(VM), new ArbiterRecord(VM, 1, 1, A, false));
        arbiter.ask(ArbiterRequest.markOff(VM, 1, 1, A));
        assertRefused(arbiter, ArbiterRequest.inspect(VM), new ArbiterRecord(VM, 1, 1, A, true));
    }

    @Test
    void unknownVirtualMachineHasNoRecordAndGrantsNoClaim() throws Exception {
        Arbiter arbiter = connect();
        assertVerdict(arbiter, ArbiterRequest.claim(VM, 1, 2, A), ArbiterModel.refusedUnknown());
        assertVerdict(arbiter, ArbiterRequest.claim(VM, 0, 1, A), ArbiterModel.refusedUnknown());
        assertVerdict(arbiter, ArbiterRequest.markOff(VM, 1, 1, A), ArbiterModel.refusedUnknown());
        assertGranted(arbiter, ArbiterRequest.create(VM, A, false), new ArbiterRecord(VM, 1, 1, A, false));
    }

    @Test
    void virtualMachinesOfEveryLegalNameAreIndependent() throws Exception {
        Arbiter arbiter = connect();
        List<String> names = List.of("a", "a.b", "a_b", "-a", "0", "x".repeat(64));
        for (String name : names) {
            assertGranted(arbiter, ArbiterRequest.create(name, A, false), new ArbiterRecord(name, 1, 1, A, false));
        }
        arbiter.ask(ArbiterRequest.claim("a", 1, 2, B));
        for (String name : names.subList(1, names.size())) {
            assertGranted(arbiter, ArbiterRequest.claim(name, 1, 2, C), new ArbiterRecord(name, 1, 2, C, false));
        }
    }

    @Test
    void everyClientSeesWhatAnotherWasGranted() throws Exception {
        Arbiter first = connect();
        Arbiter second = connect();
        first.ask(ArbiterRequest.create(VM, A, false));
        assertGranted(second, ArbiterRequest.claim(VM, 1, 2, B), new ArbiterRecord(VM, 1, 2, B, false));
        assertRefused(first, ArbiterRequest.claim(VM, 1, 2, A), new ArbiterRecord(VM, 1, 2, B, false));
    }

    @Test
    void grantedDecisionsSurviveARestart() throws Exception {
        connect().ask(ArbiterRequest.create(VM, A, false));
        restart();
        assertGranted(connect(), ArbiterRequest.claim(VM, 1, 2, B), new ArbiterRecord(VM, 1, 2, B, false));
        restart();
        assertRefused(connect(), ArbiterRequest.claim(VM, 1, 2, A), new ArbiterRecord(VM, 1, 2, B, false));
        assertGranted(connect(), ArbiterRequest.markOff(VM, 1, 2, B), new ArbiterRecord(VM, 1, 2, B, true));
        restart();
        assertRefused(connect(), ArbiterRequest.claim(VM, 1, 3, B), new ArbiterRecord(VM, 1, 2, B, true));
    }

    @Test
    void largestNumbersAreKept() throws Exception {
        ReplicaId high = new ReplicaId(-1);
        Arbiter arbiter = connect();
        ArbiterRecord created = new ArbiterRecord(VM, 1, 1, high, false);
        assertGranted(arbiter, ArbiterRequest.create(VM, high, false), created);
        assertRefused(arbiter, ArbiterRequest.claim(VM, Long.MAX_VALUE, 2, high), created);
        assertRefused(arbiter, ArbiterRequest.claim(VM, 1, Long.MAX_VALUE, high), created);
        assertGranted(arbiter, ArbiterRequest.claim(VM, 1, 1, high), created);
    }

    @Test
    void randomRequestsAreAnsweredLikeTheModel() throws Exception {
        SplittableRandom random = Seed.random("randomRequestsAreAnsweredLikeTheModel");
        ArbiterModel model = new ArbiterModel();
        List<Arbiter> clients = new ArrayList<>(List.of(connect(), connect()));
        List<String> names = List.of("one", "two");
        for (int i = 0; i < RANDOM_REQUESTS; i++) {
            if (i % (RANDOM_REQUESTS / 4) == RANDOM_REQUESTS / 4 - 1) {
                restart();
                clients.replaceAll(old -> connectUnchecked());
            }
            ArbiterRequest request = model.randomRequest(random, names.get(random.nextInt(names.size())));
            Verdict expected = model.ask(request);
            assertThat(clients.get(random.nextInt(clients.size())).ask(request)).as("request %d", i).isEqualTo(expected);
        }
    }

    @Test
    void ofManyWhoCreateAtOnceOneIsGranted() throws Exception {
        for (int race = 0; race < RACES; race++) {
            String vm = "race" + race;
            assertOneGrant(race(replica -> ArbiterRequest.create(vm, replica, false)));
        }
    }

    @Test
    void ofManyWhoClaimAGenerationAtOnceOneIsGranted() throws Exception {
        connect().ask(ArbiterRequest.create(VM, A, false));
        for (int race = 0; race < RACES; race++) {
            long generation = race + 2L;
            assertOneGrant(race(replica -> ArbiterRequest.claim(VM, 1, generation, replica)));
        }
    }

    @Test
    void claimAndMarkOffAtOnceAreDecidedInOneOrder() throws Exception {
        for (int race = 0; race < RACES; race++) {
            String vm = "race" + race;
            ReplicaId creator = new ReplicaId(1);
            connect().ask(ArbiterRequest.create(vm, creator, false));
            List<Verdict> verdicts = race(replica -> replica.equals(creator)
                    ? ArbiterRequest.markOff(vm, 1, 1, replica)
                    : ArbiterRequest.claim(vm, 1, 2, replica));
            assertOneGrant(verdicts);
        }
    }

    /** Asks once from each of several threads, each with its own client and replica id 1, 2, …, all at once. */
    private List<Verdict> race(java.util.function.Function<ReplicaId, ArbiterRequest> request) throws Exception {
        CyclicBarrier start = new CyclicBarrier(RACERS);
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            List<Callable<Verdict>> racers = new ArrayList<>();
            for (int i = 1; i <= RACERS; i++) {
                ArbiterRequest asked = request.apply(new ReplicaId(i));
                Arbiter client = connect();
                racers.add(() -> {
                    start.await(RACE_SECONDS_MAX, TimeUnit.SECONDS);
                    Verdict verdict = client.ask(asked);
                    assertThat(verdict.request()).isEqualTo(asked);
                    return verdict;
                });
            }
            List<Verdict> verdicts = new ArrayList<>();
            for (Future<Verdict> racer : threads.invokeAll(racers, RACE_SECONDS_MAX, TimeUnit.SECONDS)) {
                verdicts.add(racer.get());
            }
            return verdicts;
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(RACE_SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    private static void assertOneGrant(List<Verdict> verdicts) {
        List<Verdict> granted = verdicts.stream().filter(Verdict::granted).toList();
        assertThat(granted).as("granted of %s", verdicts).hasSize(1);
        ArbiterRecord won = granted.get(0).record().orElseThrow();
        assertThat(won.winner()).isEqualTo(granted.get(0).request().replica());
        if (granted.get(0).request().operation() != Operation.MARK_OFF) {
            assertThat(won.off()).isFalse();
        }
    }

    private Arbiter connectUnchecked() {
        try {
            return connect();
        } catch (Exception e) {
            throw new AssertionError("connect", e);
        }
    }

    private static void assertGranted(Arbiter arbiter, ArbiterRequest request, ArbiterRecord record)
            throws ArbiterUnreachableException {
        assertVerdict(arbiter, request, ArbiterModel.granted(record));
    }

    private static void assertRefused(Arbiter arbiter, ArbiterRequest request, ArbiterRecord record)
            throws ArbiterUnreachableException {
        assertVerdict(arbiter, request, ArbiterModel.refused(record));
    }

    private static void assertVerdict(Arbiter arbiter, ArbiterRequest request, ArbiterModel.Outcome expected)
            throws ArbiterUnreachableException {
        assertThat(arbiter.ask(request)).isEqualTo(new Verdict(request, expected.granted(), expected.record()));
    }
}
