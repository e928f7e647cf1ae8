internal import Dispatch

/// Runs tasks on a thread of its own, which may block without taking one away from everybody else.
final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "lethe.tests.own")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
