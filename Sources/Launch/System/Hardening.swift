internal import Glibc

/// What the process does before anything else, so that personal data and keys stay inside it.
enum Hardening {
    /// Files are made for their owner only, a crash leaves no memory behind, a peer that hangs up is an error and not a
    /// signal, and there may be as many open files as the system allows.
    static func apply() {
        umask(0o077)
        setLimit(RLIMIT_CORE, to: rlimit(rlim_cur: 0, rlim_max: 0))
        forbidInspection()
        leaveCrashesToTheSystem()
        signal(SIGPIPE, SIG_IGN)
        raiseOpenFiles()
    }

    /// `PR_SET_DUMPABLE` 0: no core dump, and no other process of the same user may read this one's memory. Root still
    /// may, which is what `gcore` in the residue test needs. `prctl` takes variable arguments, which Swift does not
    /// import, so it is looked up by its name.
    private static func forbidInspection() {
        typealias ProcessControl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        let setDumpable: Int32 = 4
        _ = unsafeBitCast(symbol, to: ProcessControl.self)(setDumpable, 0, 0, 0, 0)
    }

    /// Swift's backtracer prints memory behind the registers. It lives in the handlers of these signals, installed
    /// before the program begins when `SWIFT_BACKTRACE` or a terminal asks for it; taking them back switches it off.
    private static func leaveCrashesToTheSystem() {
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { signal(number, SIG_DFL) }
    }

    private static func raiseOpenFiles() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        setLimit(RLIMIT_NOFILE, to: rlimit(rlim_cur: min(limit.rlim_max, 65_536), rlim_max: limit.rlim_max))
    }

    private static func setLimit(_ resource: __rlimit_resource, to limit: rlimit) {
        var limit = limit
        setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
}
