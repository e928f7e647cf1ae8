// The crash tests' lethe: the same program, which kills itself at a named step.
//
// LETHE_FAULT=archive.committed     at the first time
// LETHE_FAULT=intake.committed:3    at the third
// LETHE_FAULT=extract.renamed       in `lethe extract`
//
// Without LETHE_FAULT it is lethe and nothing else.

import Extraction
import Glibc
import Launch
import Synchronization
import UseCases

/// Where to end, and how often to let it pass before.
final class Fault: Sendable {
    private let step: String
    private let turn: Int
    private let count = Atomic(0)

    static let steps = Step.allCases.map(\.rawValue) + ExtractionStep.allCases.map(\.rawValue)

    /// `nil` when the wish names no step.
    init?(_ wish: String) {
        let parts = wish.split(separator: ":", omittingEmptySubsequences: false)
        guard let step = parts.first.map(String.init), Self.steps.contains(step) else { return nil }
        self.step = step
        turn = parts.count > 1 ? Int(parts[1]) ?? 1 : 1
    }

    /// Ends the process without any farewell, as a power cut would.
    func reach(_ step: String) {
        guard step == self.step, count.add(1, ordering: .relaxed).newValue == turn else { return }
        kill(getpid(), SIGKILL)
    }
}

if let wish = getenv("LETHE_FAULT").map({ String(cString: $0) }) {
    guard let fault = Fault(wish) else {
        print("LETHE_FAULT names one of: \(Fault.steps.joined(separator: " "))")
        exit(64)
    }
    await Entry.run(
        reached: { fault.reach($0.rawValue) }, extractionReached: { fault.reach($0.rawValue) })
}
await Entry.run()
