package import NIOCore

/// Runs tasks on the thread that reads and writes a connection's socket.
///
/// For an answer that goes out piece by piece: what is ready is written at once, where Swift's shared pool would let the
/// pieces of many answers queue up in memory. Nothing may block on it.
package final class LoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    package init(of channel: any Channel) {
        eventLoop = channel.eventLoop
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        eventLoop.execute { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
