/// English words of 12 and more letters, `a` to `i`: one word alone is among the first things that are tried.
///
/// From zxcvbn for Python 4.5.0, `frequency_lists.py`, MIT, Copyright (c) 2016 Daniel Wolf: the commonest words of
/// Wikipedia, of film and television, and surnames.
extension CommonPasswords {
    static let words = """
        'outstanding aaaaaaaaaaaaa aaaaarrrrrrggghhh abbreviation abbreviations aberdeenshire abnormalities abolitionist
        abolitionists abstractions academically academicians accelerating acceleration accelerators acceptability
        accessibility accessorizing accidentally accipitridae accommodated accommodates accommodating accommodation
        accommodations accompaniment accompanying accomplished accomplishes accomplishing accomplishment accomplishments
        accordionist accountability accoutrements accreditation accumulating accumulation accumulations acetaldehyde
        acetylcholine acetyltransferase achievements acidification acknowledged acknowledgement acknowledges
        acknowledging acknowledgment acoustically acquaintance acquaintances acquisitions actualization acupuncturist
        adaptability additionally adjudication administered administering administracion administrated administration
        administrations administrative administratively administrators advancements advantageous advertisement
        advertisements aerodynamics aeronautical aeronautique aerospatiale aesthetically affectionate affectionately
        affiliations affordability aforementioned aforethought afterthought agglomeration aggregations aggressively
        aggressiveness agribusiness agricultural agriculturally aguascalientes airdrieonians airworthiness
        aleksandrovich alexandrovich algebraically alliteration alphabetical alphabetically alphabetized alphanumeric
        alternapalooza alternatively alternatives amalgamation amalgamations amniocentesis amphetamines amphitheater
        amphitheatre amplification anachronistic analytically anaphylactic anatomically androscoggin anesthesiologist
        anesthesiology angiogenesis annihilation anniversaries announcement announcements annunciation antagonistic
        antagonizing antananarivo anthologized anthropogenic anthropological anthropologist anthropologists anthropology
        anthropomorphic antiaircraft antibacterial anticipating anticipation anticlimactic antidepressant
        antidepressants antihistamine antihistamines antimicrobial antioxidants antipsychotic antipsychotics
        antiretroviral antisemitism antisubmarine anuradhapura apalachicola apothecaries appalachians appendectomy
        appendicitis applicability applications appointments apportionment appreciating appreciation appreciative
        apprehension apprehensive apprenticeship apprenticeships approachable appropriated appropriately appropriateness
        appropriating appropriation appropriations approximated approximately approximates approximating approximation
        approximations archaeological archaeologically archaeologist archaeologists archbishopric archdeaconry
        archdiocesan archeological archeologist archeologists archiepiscopal archimandrite architectural architecturally
        architecture architectures argumentation argumentative aristocratic aristophanes aristotelian aromatherapy
        arrangements arrondissement arrondissements articulating articulation artificially artistically aschaffenburg
        asia/oceania asphyxiation assassinated assassinating assassination assassinations assertiveness assimilating
        assimilation associations associazione astonishingly astonishment astrological astronautics astronomical
        astrophysical astrophysicist astrophysics asymmetrical asymptomatic asymptotically asynchronous atherosclerosis
        attenborough attractiveness attributable attributions augmentation augustinians australasian austronesian
        authentically authenticate authenticated authentication authenticity authorisation authoritarian
        authoritarianism authoritative authorization autobiographical autobiographies autobiography autocephalous
        autochthonous automatically automorphism automorphisms autonomously availability azerbaijanis baccalaureat
        baccalaureate bachelorette backstabbing bacteriology balakrishnan bandaranaike bangladeshis bantamweight
        barnstormers barranquilla bashkortostan battlecruiser battlecruisers battlefields battleground beaconsfield
        beatification beautification beaverhausen bedfordshire belediyespor benchmarking benedictines beneficiaries
        benzodiazepine benzodiazepines berchtesgaden berwickshire bhattacharya bibliographic bibliographical
        bibliography bibliotheque bicentennial bidirectional bigglesworth bilingualism billionaires bioavailability
        biochemistry biodegradable biodiversity bioengineering biogeographic biogeography biographical bioinformatics
        biologically biomechanics biosynthesis biosynthetic biotechnology bipartisanship birdwatching blabbermouth
        blackmailing blainetologists blaxploitation blockbusters bloemfontein bloodstained bloodsuckers bloodsucking
        bloodthirsty boardinghouse bodybuilding boilermakers bombardments bougainville brainstorming brainwashing
        brasiliensis braunschweig breakthrough breakthroughs breastfeeding breaststroke breathalyzer breathtaking
        breckenridge breckinridge broadcasters broadcasting brokenhearted brotherhoods buckinghamshire bulbophyllum
        bullfighting bullshitting bundesautobahn bundesstrasse bureaucratic burgomeister businesspeople businessperson
        businessweek businesswoman businesswomen butterfingers butterscotch calculations californians calisthenics
        calligrapher calligraphic cambridgeshire campbelltown cancellation cancellations candlesticks cannibalistic
        canonization cantilevered capabilities capitalisation capitalistic capitalization capitalizing capitulation
        carbohydrate carbohydrates carboniferous carburettors carcinogenic cardiologist cardiomyopathy cardiothoracic
        cardiovascular carelessness caricaturist carmarthenshire carrasquillo carrickfergus carthaginian carthaginians
        cartilaginous cartographer cartographers cartographic catastrophes catastrophic catchphrases categorically
        categorization categorizing caterpillars caterwauling celebrations centerpieces centralization cerambycidae
        cerebrospinal ceremonially certificates certification certifications chairmanship chalcolithic chambersburg
        championship championships chancellorship chancellorsville chandragupta chandrasekhar characterisation
        characterise characterised characteristic characteristically characteristics characterization characterizations
        characterize characterized characterizes characterizing charadriiformesfamily charlottenburg charlottesville
        charlottetown charterhouse chattahoochee chattopadhyay chauvinistic checkerboard cheerleaders cheerleading
        cheeseburger cheeseburgers chemotherapy chesterfield chhattisgarh chingachgook chiropractic chiropractor
        chloroformed chloroplasts cholinesterase cholmondeley choreographed choreographer choreographers choreographic
        choreography christchurch christianity christianization christianized christiansen christianson christmastime
        christofferso christopherso chromatography chronological chronologically chrysanthemum chulalongkorn
        ciconiiformesfamily cinematheque cinematographer cinematographers cinematographic cinematography circumcision
        circumference circumnavigation circumscribed circumscription circumstance circumstances circumstantial
        circumvented civilisation civilisations civilization civilizations clandestinely clarification clarithromycin
        classification classifications claustrophobia claustrophobic clearinghouse cliftonville codification
        coeducational coefficients cohabitation coincidences coincidental coincidentally coleophoridae collaborated
        collaborates collaborating collaboration collaborationist collaborations collaborative collaboratively
        collaborator collaborators collectibles collectively collectivization collegiately collingswood collinsworth
        colloquially colonisation colonization colspan=3|total colspan=3|turnout combinations combinatorial
        combinatorics commandeered commandments commemorated commemorates commemorating commemoration commemorations
        commemorative commencement commendation commendations commendatore commensurate commentaries commentating
        commentators commercialism commercialization commercialize commercialized commercially commissariat commissioned
        commissioner commissioners commissioning committeeman commonalities commonwealth communicable communicated
        communicates communicating communication communications communicative communicator communicators companionship
        comparatively compartments compassionate compatibility compensating compensation compensatory competencies
        competitions competitively competitiveness compilations complementary complemented complementing completeness
        complexities complicating complication complications complimentary complimented complimenting compositional
        compositions comprehending comprehensible comprehension comprehensive comprehensively compressions compromising
        compulsively computational computationally computations computerised computerized concatenation concentrated
        concentrates concentrating concentration concentrations conceptualization conceptualized conceptually
        concertgebouw concertmaster conciliation conciliatory conclusively concurrently condemnation condensation
        condescending conditionally conditioners conditioning condominiums conductivity confectionery confederacion
        confederates confederation confederations conferencing confessional confidential confidentiality confidentially
        configurable configuration configurations confirmation confiscating confiscation conflagration conformation
        conformational confraternity confrontation confrontational confrontations confucianism congeniality conglomerate
        conglomerates congratulate congratulated congratulating congratulations congratulatory congregation
        congregational congregationalist congregations congressional congresswoman conjunctions connectivity
        connoisseurs connotations conquistador conquistadors conscientious consciousness conscription consecration
        consecrators consecutively consequences consequential consequently conservation conservationist conservationists
        conservatism conservative conservatively conservatives conservatoire conservatories conservatorio conservatorium
        conservators conservatory considerable considerably consideration considerations consistently consolidated
        consolidating consolidation conspicuously conspiracies conspirators constabulary constantinople constellation
        constellations consternation constipation constituencies constituency constituents constituting constitution
        constitutional constitutionality constitutionally constitutions constitutive constriction constructing
        construction constructions constructive constructivism constructivist constructors consultation consultations
        consultative contaminants contaminated contaminating contamination contemplated contemplates contemplating
        contemplation contemplative contemporain contemporaneous contemporaries contemporary contemptible contemptuous
        contingencies continuation continuations continuously contraception contraceptive contraceptives contractions
        contractually contradicted contradicting contradiction contradictions contradictory contraindicated
        contraindications contrapuntal contravention contributing contribution contributions contributors contributory
        controllable controversial controversially controversies convalescence convalescent conveniences conveniently
        conventional conventionally conversation conversational conversationalist conversations convertibles
        convincingly cooperatively cooperatives coordinating coordination coordinators coraciiformesfamily cornerstones
        corporations correctional corregimiento correlations corresponded correspondence correspondences correspondent
        correspondents corresponding correspondingly corroborated corroboration corticosteroids cosmological
        cosmopterigidae counterattack counterattacked counterattacks counterbalance counterclockwise counterculture
        counterfeiting counterinsurgency counterintelligence countermeasure countermeasures countermission
        counteroffensive counteroffer counterparts counterpoint counterproductive counterterrorism counterweight
        courtemanche craftsmanship creationists criminalistics criminalized crocodilians crowdfunding crowdsourcing
        cruiserweight cryogenically cryptanalysis cryptographic cryptography crystallization crystallized
        crystallographic crystallography cundinamarca customizable customization cyanobacteria cybersecurity
        cytoskeleton czechoslovak czechoslovakia czechoslovakian czechoslovakians danieljackson darklighters
        deactivation debilitating decapitation decarboxylase deceleration decentralised decentralization decentralized
        declarations declassified decolonization decommissioned decommissioning decomposition decompression
        deconstruction decontamination defibrillator deficiencies definitively deforestation deformations degeneration
        degenerative dehydrogenase deliberately deliberation deliberations deliberative delightfully delimitation
        demilitarized demobilisation demobilization democratically democratique democratization demographics
        demonstrated demonstrates demonstrating demonstration demonstrations demonstrative demonstrator demonstrators
        denbighshire denomination denominational denominations denominators denunciation departements departmental
        dependencies depolarization depopulation deportations depreciation depredations deregulation dermatologist
        desalination descentralizado descriptions desegregation desertification designations desirability destabilizing
        destinations deteriorated deteriorates deteriorating deterioration determinants determination determinations
        deterministic detoxification devastatingly developmental developmentally developments diagnostician diamondbacks
        dictatorship dictatorships dictionaries dictionnaire differentiable differential differentials differentiate
        differentiated differentiates differentiating differentiation difficulties digitisation digitization
        dimensionality dimensionless diplomatically directorates directorship disabilities disadvantage disadvantaged
        disadvantages disagreeable disagreement disagreements disambiguation disappearance disappearances disappearing
        disappointed disappointing disappointment disappointments disapproving disassembled disciplinarian disciplinary
        disciplining discoloration disconcerting disconnected disconnection discontented discontinuation discontinued
        discontinuing discontinuities discontinuity discontinuous discouraging discourteous discrepancies discretionary
        discriminant discriminate discriminated discriminating discrimination discriminatory disembarking disenchanted
        disenfranchised disengagement disestablished disestablishment disgustingly disheartened disheartening
        dishonorable disillusioned disillusionment disinfectant disinfection disinformation disingenuous disinherited
        disintegrate disintegrated disintegrating disintegration disinterested dislocations dismemberment disobedience
        disorganized disorientation disorienting dispensation displacement displacements dispositions dispossessed
        disproportionate disproportionately disqualification disqualified disregarding disrespected disrespectful
        disrespecting dissatisfaction dissatisfied disseminated disseminating dissemination dissertation dissertations
        dissociation dissociative distillation distilleries distinctions distinctively distinctiveness distinguishable
        distinguished distinguishes distinguishing distractions distributing distribution distributions distributive
        distributors disturbances diversification diversifying diversionary dnipropetrovsk documentaries documentation
        dodecahedron dolichoderus domestically domesticated domestication dopaminergic doppelganger doubleheader
        downloadable dramatically dramatization dreadnoughts dunbartonshire dunkelberger dysfunctional eavesdropped
        eavesdropping eccentricities eccentricity ecclesiastic ecclesiastical echolocation ecologically econometrics
        economically educationalist educationist edwardsville effectiveness efficiencies effortlessly egalitarianism
        egyptologist egyptologists eichelberger eigenvectors elachistidae electrically electricians electrification
        electrifying electroacoustic electrochemical electrocuted electrocution electrodynamics electrolysis
        electrolytes electrolytic electromagnetic electromagnetism electromechanical electronically electrophilic
        electrophoresis electroshock electrostatic eliminations elizabethtown emancipation emasculating embarrassing
        embarrassingly embarrassment embellishment embellishments embezzlement emphatically emplacements encapsulated
        encapsulation encephalitis encephalopathy encirclement encompassing encountering encouragement encroachment
        encroachments encyclopaedia encyclopedia encyclopedias encyclopedic endangerment endocrinology endorsements
        energetically enhancements enlightening enlightenment enplanements entanglement entanglements enterprising
        entertainers entertaining entertainment entertainments enthronement enthusiastic enthusiastically entitlements
        entomological entomologist entrenchments entrepreneur entrepreneurial entrepreneurs entrepreneurship
        environmental environmentalism environmentalist environmentalists environmentally environments epidemiological
        epidemiology episcopalian epistemological epistemology equalization equivalently erinsborough erythrocytes
        establishing establishment establishments estrangement ethnographer ethnographic ethnological ethnomusicology
        etymological etymologically euphorbiaceae europe/africa evangelicals evangelistic evangelization everything'll
        everything's evolutionarily evolutionary exaggerating exaggeration examinations exasperating exceptionally
        exclusionary excommunicated excommunication excruciating excruciatingly executioners exhilarating exhilaration
        existentialism existentialist expansionism expansionist expectations expeditionary expenditures experiencing
        experiential experimental experimentally experimentation experimented experimenter experimenters experimenting
        explanations exploitation exploitative explorations exponentially expressionism expressionist expropriated
        expropriation exterminated exterminating extermination exterminator exterminators extinguished extinguisher
        extinguishing extortionist extracellular extracurricular extracurriculars extrajudicial extramarital
        extraordinaire extraordinarily extraordinary extrapolated extrapolation extraterrestrial extraterrestrials
        extraterritorial extratropical extravagance extravaganza eyewitnesses fachhochschule facilitating facilitation
        facilitators factionalism factorization faithfulness falconiformesfamily falsification fantastically
        fayetteville featherstone featherweight fermentation ferromagnetic fertilisation fertilization fibrillation
        fictionalised fictionalized figuratively fingerpainting fingerprinted fingerprinting fingerprints firecrackers
        firefighters firefighting first-past-the-post flamethrower fluctuations fluorescence fluoridation fontainebleau
        foreshadowed foreshadowing formaldehyde formulations fortification fortifications fortuneteller fossiliferous
        fotbollforbund foundational fountainhead four-and-a-half fractionation fragmentation francophonie francorchamps
        frankenstein fraternities fraternization fraternizing fraudulently fredericksburg frederickson freestanding
        friedrichshafen friendliness frighteningly fronkonsteen frontispiece frustrations functionalism functionalist
        functionalities functionality functionally functionaries fundamentalism fundamentalist fundamentalists
        fundamentally fundamentals gainsborough gallivanting gamerankings gasification gastroenterology gastrointestinal
        gelsenkirchen genealogical genealogists generalissimo generalization generalizations generalleutnant
        generalmajor generational gentrification geochemistry geographical geographically geologically geometrically
        geomorphology geopolitical geostationary geosynchronous geotechnical germaniawerft gesellschaft ghostbusters
        giambattista glaxosmithkline globalisation globalization globetrotters glockenspiel glorification
        gloucestershire glycoprotein glycoproteins glycosylation glyndebourne glyphipterix gobbledegook gobbledygook
        gopalakrishnan governmental governorates governorship gracillariidae grammatically grandchildren granddaughter
        granddaughters grandfathered grandfathers grandmasters grandmothers grandparents grandstanding grasshoppers
        gratification gravitational grothendieck groundbreaking groundskeeper gruiformesfamily guaranteeing guardianship
        gubernatorial gynaecologist gynecologist haberdashery habilitation hairdressers hairdressing hallucinating
        hallucination hallucinations hallucinogen hallucinogenic handkerchief harmonization harpercollins harpsichordist
        harrisonburg hauptbahnhof haverfordwest headmistress headquartered headquarters healthilizer heartbreaker
        heartbreakers heartbreaking heartstrings heartwarming heavyweights heilongjiang heliocentric helplessness
        hematopoietic hemispherical hemorrhaging herefordshire hermaphrodite hermeneutics herpetologist hertfordshire
        hertogenbosch heterogeneity heterogeneous heterozygous hierarchical hieroglyphic hieroglyphics higginbotham
        highlighters highlighting hillsborough hindquarters hippopotamus hirschmuller hispanicized histological
        historically historiography hockeyallsvenskan hohenstaufen hohenzollern hollingshead hollingsworth holmenkollen
        homelessness homeschooled homesteaders homologation homomorphism homomorphisms homosexuality honeymooners
        honeymooning hopelessness horizontally horsemanship horticultural horticulture horticulturist hospitalised
        hospitalization hospitalized hospitallers housecleaning householders housekeeping housewarming huddersfield
        humanitarian humiliations hummingbirds huntingdonshire hybridization hydraulically hydrocarbons hydrochloric
        hydrochloride hydrodynamic hydroelectric hydroelectricity hydrogenation hydrographic hydrological hydrothermal
        hyperactivity hypergeometric hyperinflation hypersensitivity hypertension hyperventilate hyperventilating
        hypochondriac hypocritical hypoglycemia hypoglycemic hypothalamus hypothesized hypothetical hypothetically
        hypothyroidism hysterectomy hysterically iconoclastic iconographic identifiable identification identifications
        ideologically idiosyncrasies idiosyncratic illegitimate illuminating illumination illuminations illustrating
        illustration illustrations illustrative illustrators imaginations immortalised immortalized immunization
        immunodeficiency immunoglobulin immunological impartiality impenetrable imperfection imperfections imperialists
        impersonated impersonating impersonation impersonator implantation implementation implementations implementing
        implications impossibility impoverished impressionable impressionism impressionist impressionistic
        impressionists impressively imprisonment improprieties improvements improvisation improvisational improvisations
        inaccessible inaccuracies inaccurately inactivation inadequacies inadequately inadmissible inadvertently
        inappropriate inappropriately inarticulate inauguration incandescent incantations incapacitate incapacitated
        incarcerated incarceration incarnations incidentally incineration inclinations incoherently incommunicado
        incomparable incompatibility incompatible incompetence incompleteness incomprehensible incompressible
        inconceivable inconclusive inconsequential inconsiderate inconsistencies inconsistency inconsistent inconsolable
        inconspicuous incontinence incontrovertible inconvenience inconvenienced inconveniencing inconvenient
        incorporated incorporates incorporating incorporation incorrigible increasingly incrementally incriminating
        incrimination incumbencies indebtedness indefatigable indefensible indefinitely independence independencia
        independently independents independiente indescribable indescribably indestructible indeterminate indianapolis
        indifference indiscretion indiscretions indiscriminate indiscriminately indispensable indisputable
        indistinguishable individualism individualist individualistic individuality individualized individually
        indoctrination industrialisation industrialised industrialist industrialists industrialization industrialized
        industrially ineffectiveness inefficiencies inefficiency inequalities inevitability inexperience inexperienced
        inexplicable inexplicably inextricably infallibility infestations infidelities infiltrating infiltration
        infinitesimal inflammation inflammatory inflationary inflectional inflorescence inflorescences infomercials
        informational infotainment infrastructural infrastructure infrastructures infrequently infringement
        infringements inhospitable initialization input/output inscriptions insecticides insectivores insectivorous
        insecurities insemination insensitivity insignificant insinuations inspectorate inspirational inspirations
        installation installations installments instantaneous instantaneously instinctively institutional
        institutionalized institutions instructional instructions instrumental instrumentalist instrumentalists
        instrumentals instrumentation insubordinate insubordination insufferable insufficiency insufficient
        insufficiently insurmountable insurrection intellectual intellectually intellectuals intelligence intelligencer
        intelligently intelligentsia intelligibility intelligible intensification intensifying intentionally
        interactions interactivity intercalated intercepting interception interceptions interceptors intercession
        interchangeable interchangeably interchanged interchanges intercollegiate interconnect interconnected
        interconnecting interconnection intercontinental intercranial intercultural interdenominational interdependence
        interdependent interdiction interdisciplinary interestingly interference interferometer interferometry
        intergalactic intergovernmental interlocking intermarriage intermarried intermediaries intermediary intermediate
        intermediates interminable intermingled intermission intermittent intermittently intermolecular intermountain
        internacional internalized internationale internationalism internationalist internationalization internationally
        internationals internazionali interoperability interoperable interpersonal interplanetary interpolated
        interpolation interpretation interpretations interpretative interpreters interpreting interpretive
        interprovincial interrelated interrogated interrogating interrogation interrogations interrogative interrogator
        interrogators interrupting interruption interruptions
        """
}
