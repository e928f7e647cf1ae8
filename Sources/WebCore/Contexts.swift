package import Domain
package import Hummingbird
package import NIOCore
package import UseCases

/// A context that knows the connection its request came on.
package protocol ConnectedContext: RequestContext {
    var channel: any Channel { get }
}

/// The context of every request to the API.
package struct EdgeContext: ConnectedContext {
    package var coreContext: CoreRequestContextStorage
    package let channel: any Channel
    /// Set by `Authentication`.
    var authenticated: Authenticated?

    struct Authenticated: Sendable {
        let caller: Caller
        let serviceID: ServiceID
    }

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// The context of a request that showed a good key. It can't be made without one, so no handler that takes it can run
/// for anybody else.
package struct KeyContext: ChildRequestContext {
    package var coreContext: CoreRequestContextStorage
    package let channel: any Channel
    package let caller: Caller
    package let serviceID: ServiceID

    package init(context: EdgeContext) throws(Failure) {
        guard let authenticated = context.authenticated else { throw .unauthorized }
        coreContext = context.coreContext
        channel = context.channel
        caller = authenticated.caller
        serviceID = authenticated.serviceID
    }

    /// A part of the path, percent-decoded; `nil` when it isn't UTF-8.
    package func parameter(_ name: String) -> String? {
        coreContext.parameters.get(name).flatMap { PercentEncoding.decode($0) }
    }
}
