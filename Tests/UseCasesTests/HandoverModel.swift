import Domain
import TestSupport
import UseCases

/// One candidate and its receiver, who makes every mistake that receivers make. What it has on its disk stays; what it
/// has in memory is gone when it crashes.
struct HandoverHistory: Sendable {
    let refID: String
    let recordID: RecordID
    private let random: SeededRandomness
    private(set) var submission = 1
    private(set) var disk: [Int: String] = [:]
    private var memory: Received?
    private var sent: [Received] = []
    /// The submission that the server took an acknowledgement of, as far as nobody took it back.
    private(set) var acknowledged: Int?
    private(set) var faults: [String] = []

    init(_ refID: String, _ recordID: RecordID, seed: UInt64) {
        self.refID = refID
        self.recordID = recordID
        random = SeededRandomness(seed)
    }

    static func marker(_ refID: String, _ submission: Int) -> String { "\(refID)-\(submission)" }
    private func text(_ submission: Int) -> String { "Given " + Self.marker(refID, submission) }

    /// Whether what was submitted last is on the receiver's disk, whole.
    var isSafe: Bool { disk[submission] == text(submission) }

    /// Something happens.
    mutating func step(_ scene: HandoverScene, peer: Received?) async throws {
        switch random.below(100) {
        case ..<38: try await take(scene)
        case ..<58: store()
        case ..<76: try await acknowledge(scene)
        case ..<80: try await lie(scene, proof: String(repeating: "ab", count: 32))
        case ..<84: try await lie(scene, lease: peer?.lease, proof: peer?.proof)
        case ..<88: try await replay(scene)
        case ..<93: memory = nil
        case ..<95: try await undo(scene)
        case ..<97: try await resubmit(scene)
        default: break
        }
    }

    /// What a receiver does that makes no mistakes.
    mutating func finish(_ scene: HandoverScene) async throws {
        memory = nil
        try await take(scene, isGood: true)
        store()
        try await acknowledge(scene)
    }

    var lastSent: Received? { sent.last }

    private mutating func take(_ scene: HandoverScene, isGood: Bool = false) async throws {
        let luck = isGood ? 0 : random.below(10)
        do {
            let received = try await scene.world.handOver(recordID, to: scene.key, of: scene.service) { ticket in
                // 6, 7: the answer is cut. 8, 9: the receiver has it all, and the server never learns.
                if luck < 6 { await ticket.complete(bytes: 9) } else { ticket.cut(bytes: 5) }
            }
            sent.append(received)
            if luck < 6 || luck > 7 { memory = received }
            if received.name != text(submission) { faults.append("\(refID): another text than was submitted") }
        } catch let failure as Failure where failure.isConflict || failure.isUnavailable {
            // Archived, acknowledged, or being changed.
        }
    }

    private mutating func store() {
        guard let memory else { return }
        disk[memory.submitCount] = memory.name
    }

    private mutating func acknowledge(_ scene: HandoverScene) async throws {
        guard let memory, disk[memory.submitCount] == memory.name else { return }
        try await send(memory, scene)
        // Sometimes the answer is lost, and the receiver asks again.
        if random.below(5) == 0 { try await send(memory, scene) }
    }

    private mutating func send(_ received: Received, _ scene: HandoverScene) async throws {
        do {
            try await scene.world.acknowledge(received, with: scene.key, of: scene.service)
            guard received.submitCount == submission else { return }
            acknowledged = submission
            if !isSafe { faults.append("\(refID): acknowledged what the receiver does not have") }
        } catch let failure as Failure where failure.isConflict {
            // The lease is over.
        }
    }

    private mutating func lie(_ scene: HandoverScene, lease: String? = nil, proof: String?) async throws {
        guard let last = sent.last, let proof, proof != last.proof else { return }
        do {
            try await scene.world.acknowledge(
                last, with: scene.key, of: scene.service, lease: lease ?? last.lease, proof: proof)
            faults.append("\(refID): a lie was believed")
        } catch let failure as Failure where failure.isConflict || failure.field == "proof" {
        }
    }

    /// An acknowledgement of long ago comes again. Only what is on the disk was ever acknowledged.
    private mutating func replay(_ scene: HandoverScene) async throws {
        let good = sent.filter { disk[$0.submitCount] == $0.name }
        guard !good.isEmpty else { return }
        try await send(good[random.below(good.count)], scene)
    }

    private mutating func undo(_ scene: HandoverScene) async throws {
        do {
            try await scene.world.registry.undoAcknowledgement(
                of: .recordID(recordID), to: scene.key.key.keyID, in: scene.service.serviceID, by: .localOperator)
            acknowledged = nil
        } catch {
            guard error.isConflict || error.isNotFound else { throw error }
        }
    }

    private mutating func resubmit(_ scene: HandoverScene) async throws {
        guard submission < 4 else { return }
        let person = Person(refID, marker: Self.marker(refID, submission + 1))
        try await scene.world.approve(person, in: scene.service)
        submission += 1
        acknowledged = nil
    }
}

/// Where histories play.
struct HandoverScene: Sendable {
    var world: World
    let service: Service
    let key: HeldKey
}

/// Many histories at a time in one world whose server is killed now and then. Everybody's choices come from seeds.
struct HandoverModel {
    struct Outcome: Sendable {
        var faults: [String] = []
        /// Archived, and not on the receiver's disk.
        var lost = 0
        var archives = 0
        var kills = 0
    }

    private static let rounds = 30
    private var scene: HandoverScene
    private var histories: [HandoverHistory] = []
    private let random: SeededRandomness
    private let trigger: ArchiveRule.Trigger
    private var outcome = Outcome()

    init(_ trigger: ArchiveRule.Trigger, count: Int, seed: UInt64) async throws {
        let world = try await World(seed: seed)
        let service = try await world.makeService()
        scene = HandoverScene(
            world: world, service: service,
            key: try await world.makeKey(of: service, after: trigger, seconds: 300))
        random = SeededRandomness(seed ^ 0x5EED)
        self.trigger = trigger
        histories = try await withThrowingTaskGroup { [scene] group in
            for number in 0..<count {
                group.addTask {
                    let refID = "r\(number)"
                    let person = Person(refID, marker: HandoverHistory.marker(refID, 1))
                    let recordID = try await scene.world.approve(person, in: scene.service)
                    return HandoverHistory(refID, recordID, seed: seed &* 1_000_003 &+ UInt64(number))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        histories.sort { $0.refID < $1.refID }
    }

    mutating func run() async throws -> Outcome {
        for _ in 0..<Self.rounds {
            try await play { try await $0.step($1, peer: $2) }
            try await pass(seconds: Int64(random.below(240)))
        }
        // A receiver that works at last gets everything that is still there.
        for _ in 0..<3 {
            scene.world.clock.advance(seconds: 700)
            try await play { history, scene, _ in try await history.finish(scene) }
            scene.world.clock.advance(seconds: 301)
            _ = try await scene.world.registry.archiveDue(limit: 10_000)
        }
        try look(isEnd: true)
        outcome.faults += histories.flatMap(\.faults)
        return outcome
    }

    private mutating func play(
        _ act: @escaping @Sendable (inout HandoverHistory, HandoverScene, Received?) async throws -> Void
    ) async throws {
        histories = try await withThrowingTaskGroup { [scene, histories] group in
            for (place, history) in histories.enumerated() {
                let peer = histories[(place + 1) % histories.count].lastSent
                group.addTask {
                    var history = history
                    try await act(&history, scene, peer)
                    return (place, history)
                }
            }
            return try await group.reduce(into: histories) { $0[$1.0] = $1.1 }
        }
    }

    private mutating func pass(seconds: Int64) async throws {
        scene.world.clock.advance(seconds: seconds)
        if random.below(2) == 0 { while try await scene.world.registry.endExpiredLeases(limit: 50) == 50 {} }
        if random.below(12) == 0 { try await kill() }
        if random.below(3) > 0 { _ = try await scene.world.registry.archiveDue(limit: 10_000) }
        try look(isEnd: false)
    }

    /// At any moment, or in the midst of an archive.
    private mutating func kill() async throws {
        outcome.kills += 1
        let midst: [Step] = [.archiveCommitted, .erasureKeysDestroyed]
        let step = midst[random.below(2)]
        scene.world.kill(at: step)
        _ = try await scene.world.registry.archiveDue(limit: 10_000)
        if let world = try await scene.world.afterCrash() {
            scene.world = world
        } else {
            scene.world = try await scene.world.killed()
        }
    }

    private mutating func look(isEnd: Bool) throws {
        for history in histories {
            let isArchived = try scene.world.candidate(history.refID, of: scene.service).isArchived
            if isArchived, !history.isSafe, trigger == .acknowledgement || isEnd { outcome.lost += 1 }
            if trigger == .acknowledgement, isArchived, history.acknowledged != history.submission {
                outcome.faults.append("\(history.refID): archived without an acknowledgement")
            }
            guard isEnd else { continue }
            let overview = try scene.world.overview(history.refID, of: scene.service)
            let archives = overview.history.filter { $0.kind == .archived }.count
            outcome.archives += archives
            // One for each submission at the most.
            if archives > overview.candidate.submitCount { outcome.faults.append("\(history.refID): archived twice") }
            var isLive = true
            for kind in overview.history.map(\.kind) where kind == .archived || kind == .submitted {
                if kind == .archived, !isLive { outcome.faults.append("\(history.refID): archived twice") }
                isLive = kind == .submitted
            }
            if !isArchived { outcome.faults.append("\(history.refID): never came to its end") }
        }
    }
}
