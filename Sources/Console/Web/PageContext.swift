internal import Domain
package import Hummingbird
package import NIOCore
internal import UseCases
internal import WebCore

/// The context of every request to the console.
package struct PageContext: ConnectedContext {
    package var coreContext: CoreRequestContextStorage
    package let channel: any Channel
    /// What every page is made from; set by `Arrival`.
    var visit: Visit?
    /// Who is signed in; set by `Sessions`.
    var grant: MemberGrant?
    /// The session's cookie, or of a sign-in that waits for its code.
    var cookie: String?
    /// The cookie that a signed-out person's forms are bound to.
    var formCookie: String?
    /// The body of a POST; set by `FormGuard` once it has passed.
    var form: Form?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// What a page takes from the request and from the console around it.
struct Visit: Sendable {
    let registry: Registry
    let pages: Pages
    /// Scheme and authority under which the browser speaks to us.
    let origin: String
    let path: String
    let notice: Notice?
    let address: IPAddress?
    /// Goes with every form; bound to the cookie.
    var formToken = ""

    var now: Instant { registry.parts.clocks.now() }
}

/// Of a request that a member makes.
protocol SignedInContext: RequestContext {
    var caller: Caller { get }
    var grant: MemberGrant { get }
    var cookie: String { get }
    var address: IPAddress? { get }
    var visit: Visit { get }
    var form: Form? { get }
}

extension RequestContext {
    /// A part of the path, percent-decoded; "" when it is absent or isn't UTF-8.
    func parameter(_ name: String) -> String {
        coreContext.parameters.get(name).flatMap { PercentEncoding.decode($0) } ?? ""
    }
}

/// Nobody is signed in, and the page is for members: the way leads over the sign-in.
struct SignInNeeded: Error {}

/// The context of a member's request. It can't be made without one, so no handler that takes it can run for anybody else.
struct MemberContext: ChildRequestContext, SignedInContext {
    var coreContext: CoreRequestContextStorage
    let caller: Caller
    let grant: MemberGrant
    let cookie: String
    let address: IPAddress?
    let visit: Visit
    let form: Form?

    init(context: PageContext) throws {
        guard let grant = context.grant, let cookie = context.cookie, let visit = context.visit else {
            throw SignInNeeded()
        }
        coreContext = context.coreContext
        caller = Caller(.member(grant))
        self.grant = grant
        self.cookie = cookie
        address = visit.address
        self.visit = visit
        form = context.form
    }
}

/// The context of a request to a service in which the member has some right.
struct ServiceContext: ChildRequestContext, SignedInContext {
    var coreContext: CoreRequestContextStorage
    let caller: Caller
    let grant: MemberGrant
    let cookie: String
    let address: IPAddress?
    let visit: Visit
    let form: Form?
    let service: Service
    let rights: Set<Role.Right>

    init(context: MemberContext) throws {
        let service = context.visit.registry.service(clientID: context.parameter("clientId"))
        let rights = service.map { context.grant.rights(in: $0.serviceID) } ?? []
        // Whether a service exists is nobody's business who has no role in it.
        guard let service, !rights.isEmpty else { throw Failure.notFound("There is no such service for you.") }
        try context.visit.registry.admit(context.grant, to: service.serviceID)
        coreContext = context.coreContext
        caller = context.caller
        grant = context.grant
        cookie = context.cookie
        address = context.address
        visit = context.visit
        form = context.form
        self.service = service
        self.rights = rights
    }

    /// Such as `/services/acme_00001`.
    var servicePath: String { "/services/\(service.clientID.text)" }
}
