/// The second half of what `words` begins, from the same source.
extension CommonPasswords {
    static let moreWords = """
        interscholastic intersecting intersection intersections interspersed interstellar interstitial interuniversity
        intervention interventional interventionist interventions interviewees interviewers interviewing intimidating
        intimidation intoxicating intoxication intracellular intracoastal intracranial intramolecular intransitive
        intravenously intrinsically introduction introductions introductory introspection introspective inventiveness
        invercargill invertebrate invertebrates investigated investigates investigating investigation investigations
        investigative investigator investigators invigorating invisibility invitational involuntarily invulnerable
        irrationally irreconcilable irredeemable irregularities irregularity irreplaceable irrepressible irresistable
        irresistible irrespective irresponsibility irresponsible irresponsibly irreversible irritability isolationist
        jacksonville jagdgeschwader jagiellonian jeanbaptiste jeffersonian jeffersonville jeopardizing johannesburg
        journalistic junior/senior jurisdiction jurisdictional jurisdictions jurisprudence justification justifications
        juxtaposition kaiserslautern kaleidoscope kantakouzenos kapellmeister kapitanleutnant kidderminster
        killingsworth kindergarten kindergartens kindergartners klingensmith knightsbridge knowledgeable knuckleheads
        konstantinos krevlorneswath kriegsmarine krishnamurthy krishnamurti kristallnacht kristiansand kristiansund
        kristofferson laboratories lactobacillus lamentations landholdings laparoscopic laughingstock lawrenceville
        legalization legionnaires legislatures legitimately leicestershire lexicographer liberalisation liberalization
        libertadores libertarianism libertarians librarianship liechtenstein lighthearted lillienfield lincolnshire
        lingenfelter linguistically liquefaction lithographer lithographic localization lollapalooza lonelyhearts
        longitudinal longitudinally longstanding loudspeakers loughborough ludwigshafen luminescence luxembourgian
        luxembourgish maastrichtian maatschappij macclesfield machiavellian machinations macroeconomic macroeconomics
        macromolecules mademoiselle magnetization magnetosphere magnification magnificence magnificently mahavidyalaya
        malformation malformations malfunctioned malfunctioning malfunctions malignancies malnourished malnutrition
        maltreatment maneuverability maneuverable manifestation manifestations manipulating manipulation manipulations
        manipulative manslaughter manufactured manufacturer manufacturers manufactures manufacturing marginalised
        marginalization marginalized marketplaces marksmanship marshmallows martinsville masquerading massachusetts
        masterclasses masterminded masterpieces masturbating matabeleland materialised materialistic materialized
        mathematical mathematically mathematician mathematicians matriculated matriculating matriculation maximization
        mcgillicuddy meaninglessness measurements mechanically mechanization mecyclothorax mediterranean meetinghouse
        megachilidae megalomaniac meistriliiga melanogaster melodifestivalen melodramatic memorialized memorization
        menstruation merchandising merriweather mesoamerican mesopotamian messerschmitt metallurgical metalworking
        metamorphism metamorphosed metamorphoses metamorphosis metaphorical metaphorically metaphysical meteorological
        meteorologist meteorologists methamphetamine methodically methodological methodologies methyltransferase
        meticulously metricconverter metropolitan metropolitana metropolitans michelangelo microarchitecture
        microbiologist microbiology microcomputer microcontroller microcontrollers microelectronics microfinance
        microgravity micromollusk microorganisms micropolitan microprocessor microprocessors microstructure microsystems
        microtubules middlebrooks middlesbrough middleweight mikhailovich militaristic millionaires milliseconds
        mineralization mineralogical mineralogist minesweepers minesweeping minimalistic minimization miraculously
        misadventures misappropriation miscalculated miscalculation miscarriages miscegenation miscellaneous
        miscommunication misconception misconceptions misconstrued misdemeanors misdirection misidentified
        misinformation misinterpret misinterpretation misinterpreted misinterpreting mismanagement misogynistic
        misrepresentation misrepresented missionaries mississippian mistreatment misunderstand misunderstanding
        misunderstandings misunderstood mitochondria mitochondrial mobilisation mobilization mockumentary modernisation
        modernization modification modifications mohammadabad monchengladbach monmouthshire monochromatic monooxygenase
        monophyletic monopolistic monopolizing monotheistic montenegrins montgomeryshire montparnasse monumentally
        moonlighting mordellistena morgendorffer morgendorffers morphological morphologically motherboards motherfuckers
        motherfuckin motherfucking motivational motorcycling motorcyclist motorcyclists mountaineering mountaineers
        mountainside multicellular multichannel multicolored multicultural multiculturalism multidimensional
        multidisciplinary multifaceted multifunctional multilateral multilingual multimillion multinational multiplexing
        multiplication multiplicative multiplicity multipurpose multitasking multivariate municipalities municipality
        murfreesboro murrumbidgee musculoskeletal musicianship musicologist musicologists mutherfucker mycobacterium
        mysteriously mythological nacionalista nagapattinam nanoparticles nanotechnology narcissistic narragansett
        natchitoches nationalisation nationalised nationalistic nationalists nationalities nationalization nationalized
        nationalliga naturalisation naturalistic naturalization navigational nbcuniversal neanderthals nebuchadnezzar
        necessitated necessitates necessitating necronomicon negotiations neighborhood neighborhoods neighbourhood
        neighbourhoods neighbouring neoclassical neoclassicism neoliberalism nepticulidae netherlandish neurobiology
        neurodegenerative neuroimaging neurological neuromuscular neuropsychological neuroscience neuroscientist
        neurosurgeon neurosurgery neurotransmitter neurotransmitters neutralization neutralizing nevertheless
        newfoundland newsmagazine newspaperman nikolayevich nitroglycerin nomenclature nonconformist nongovernmental
        nonnegotiable nord-pas-de-calais norepinephrine normalization northallerton northamptonshire northeasterly
        northeastern northeastward northernmost northumberland northumbrian northwesterly northwestern northwestward
        notification notifications notodontidae nottinghamshire notwithstanding novelisation novelization nucleophilic
        nullification nutritionist nyanyanyanyah nymphomaniac o'shaughnessy oberleutnant objectionable observational
        observations observatories obsolescence obstetrician obstructions occasionally occidentalis occupational
        oceanographic oceanography oecophoridae one-and-a-half one-of-a-kind operationally ophthalmologist ophthalmology
        opportunistic opportunities oppositional optimization optimizations orchestrated orchestrating orchestration
        orchestrations orchestrator organisation organisational organisations organization organizational organizations
        organometallic orientations orienteering ornamentation ornithological ornithologist ornithologists orthodontist
        orthographic ortsgemeinde oscillations oscilloscope oshaughnessy ostentatious osteoarthritis osteoporosis
        ostergotland otherworldly outbuildings outperformed outrageously outstretched overachiever overcompensate
        overcompensating overconfident overcrowding overestimate overestimated overexpression overlordship
        overpopulation overpowering overprotective overqualified overreacting overreaction oversensitive overshadowed
        overstepping overthrowing overthruster overwhelming overwhelmingly overwintering oxidoreductase oxidoreductases
        pacification painstakingly paintballing palaeographically palaeolithic palaeontology palatalization
        paleontological paleontologist paleontologists paleontology palestinians palpitations panathinaikos pancreatitis
        panzergrenadier paradoxically parallelogram paramagnetic paramilitaries paramilitary paraphernalia paraphrasing
        paraphyletic parapsychology parasympathetic paratroopers parishioners parliamentarian parliamentarians
        parliamentary partenkirchen participants participated participates participating participation participations
        participatory particularly partisanship partitioning partnerships passchendaele passeriformesfamily passionately
        pastoralists pathanamthitta pathetically pathogenesis pathological pathologically pathologists pathophysiology
        patriarchate peacebuilding peacekeepers peacekeeping peculiarities pediatrician pelecaniformesfamily
        peloponnesian pembrokeshire penitentiary pennsylvania pennsylvanian pentecostals percussionist percussionists
        perfectionist perforations performances periodically periodontist permeability permittivity permutations
        perpendicular perpetrating perpetrators perpetuating persecutions perseverance persistently personalised
        personalities personalized personification perspectives perspiration perturbation perturbations peterborough
        petrochemical petrochemicals pfeffernuesse pharmaceutical pharmaceuticals pharmacokinetics pharmacological
        pharmacology phenomenally phenomenological phenomenology phenylalanine philadelphia philandering philanthropic
        philanthropist philanthropists philanthropy philatelists philharmonia philharmonic philological philosophers
        philosophical philosophically philosophies phonetically phonographic phonological phospholipids phosphorylated
        phosphorylation photoelectric photographed photographer photographers photographic photographing photojournalism
        photojournalist photosynthesis photosynthetic photovoltaic photovoltaics phyllonorycter phylogenetic
        physiographic physiological physiologically physiologist physiotherapist physiotherapy phytoplankton
        pietermaritzburg piezoelectric pigmentation plainclothes plasmapheresis platonically plausibility pleasantries
        pleasantville plenipotentiary podkarpackie polarization policymakers poltergeists polycarbonate polyethylene
        polymerization polymorphism polymorphisms polyphyletic polypropylene polysaccharides polytechnical polytechnique
        polyurethane pomegranates pontchartrain popularization popularizing pornographers possibilities postcolonial
        postdoctoral postgraduate posthumously postmodernism postponement postsecondary postsynaptic posttraumatic
        pottersville poughkeepsie powerlifting practicality practitioner practitioners precautionary precipitated
        precipitates precipitating precipitation preconceived preconceptions precondition predecessors predestination
        predetermined predictability predilection predisposition predominance predominantly predominated predominately
        predominates preeclampsia prefabricated preferential preferentially preliminaries premeditated premeditation
        premierships premonitions preoccupation preparations preparedness preponderance prepositions preposterous
        prerequisite prerequisites prerogatives presbyterian presbyterianism presbyterians presbyteries prescription
        prescriptions prescriptive preselection presentation presentations preservation preservationists preservative
        preservatives presidencies presidential presumptuous preventative pricewaterhousecoopers primogeniture
        principalities principality prioritizing pristimantis privateering privatisation privatization probabilistic
        probabilities probationary processional proclamation proclamations proclivities procrastinate procrastinating
        procrastination proctologist productivity professionalism professionally professionals professionnelle
        professorial professorship professorships profitability progesterone programmable programmatic progressions
        progressively progressives prohibitions prohibitively proliferated proliferation prolifically prolongation
        promotion/relegation promulgation pronouncements pronunciation pronunciations propagandist prophylactic
        proportional proportionality proportionally proportionate proportionately proportioned propositional
        propositioned propositioning propositions prosecutions prosecutorial proselytizing prostitution protagonists
        protectionism protectionist protectorate protestantism protestations prototypical provincetown provincially
        provisionally provisioning provocations pseudonymous pseudoscience psychiatrist psychiatrists psychoactive
        psychoanalysis psychoanalyst psychoanalytic psychoanalyze psychobabble psychological psychologically
        psychologist psychologists psychometric psychopathic psychopathology psychosocial psychosomatic psychotherapist
        psychotherapy psychotropic pterophoridae pterostichinae publications punxsutawney purification purposefully
        pyramidellidae pyrophosphate pyrotechnics quadrangular quadrilateral qualification qualifications qualitatively
        quantification quantitative quantitatively quantization quarterbacks quarterfinal quarterfinals quartermaine
        quartermaines quartermaster questionable questionnaire questionnaires quintessential rabindranath rachmaninoff
        racketeering radhakrishnan radioactivity radioisotope radioisotopes radiological radiotherapy ramachandran
        rambunctious ramifications raphitomidae rappahannock rapprochement ratification rationalisation rationalization
        rationalizing rattlesnakes reacquainted reactivation reading/literature realistically reappearance
        reapportionment rearrangement rearrangements reassessment reassignment reauthorization recapitulation
        receivership receptionist rechargeable rechristened reciprocated reciprocating recklessness reclassification
        reclassified recognisable recognitions recognizable recognizance recollection recollections recombination
        recommendation recommendations recommending recommissioned reconciliation reconfiguration reconfigured
        reconnaissance reconnecting reconsideration reconsidered reconsidering reconstituted reconstitution
        reconstructed reconstructing reconstruction reconstructionist reconstructions reconstructive recreational
        recrimination recriminations rectification recuperating recuperation redecorating redeployment redesignated
        redevelopment rediscovered redistribute redistributed redistribution redistricting redundancies reduplication
        reestablished reestablishment reflectivity reforestation reformulated refreshingly refreshments refrigerated
        refrigeration refrigerator refrigerators refurbishing refurbishment regenerating regeneration regenerative
        regierungsbezirk regionalbahn regionalliga registration registrations rehabilitate rehabilitated rehabilitating
        rehabilitation reimbursement reincarnated reincarnation reincorporated reinforcement reinforcements
        reinstatement reintegration reinterpretation reinterpreted reintroduced reintroduction reinvestment
        reinvigorated rejuvenating rejuvenation relationship relationships relativistic relentlessly relinquished
        relinquishes relinquishing reminiscence reminiscences remuneration rendezvoused renegotiating renfrewshire
        renomination renunciation reorganisation reorganization reorganizing repatriation repercussions replacements
        replenishment repositioned repositioning repositories reprehensible representation representational
        representations representative representatives representing reprocessing reproducible reproduction reproductions
        reproductive reprogrammed reprogramming republicanism requirements requisitioned requisitions resemblances
        reservations resettlement resignations respectability respectfully respectively respirations responsibilities
        responsibility responsiveness restaurateur restorations restrictions restructured restructuring resurrecting
        resurrection resuscitated resuscitation retroactively retrospective retrospectively retrospectives reunification
        reverberation revitalization revitalizing revolutionaries revolutionary revolutionize revolutionized
        rhododendron rhythmically richardsonian ridiculously riedenschneider righteousness roethlisberger rollerblades
        rollerblading rollercoaster romanization romantically romanticized rostropovich russellville saccharomyces
        sachsenhausen sacrilegious safeguarding samtgemeinde sanctification sanctimonious sarcastically saskatchewan
        satisfaction satisfactorily satisfactory saxophonists scandinavian scandinavians schaffhausen schembechler
        schermerhorn schizophrenia schizophrenic schlumberger scholarships schoolchildren schoolmaster schoolteacher
        schopenhauer schwarzenberg schwarzenegger schwarzschild scientifically scientologists scintillating scissorhands
        screenwriter screenwriters screenwriting scriptwriter searchlights secessionist sectarianism secularization
        secunderabad sedimentation segmentation segregationist selflessness semantically semiautomatic semicircular
        semiconductor semiconductors semifinalist semifinalists sensibilities sensitivities sentimentality sequentially
        sequestration serialization sesquicentennial shakespearean shapeshifter sharecroppers shareholders shareholding
        sharpshooter sharpshooters shevardnadze shijiazhuang shipbuilders shipbuilding shortcomings shortsighted
        shostakovich shouldn't've shuffleboard shuttleworth significance significantly silmarillion similarities
        simplification simulcasting simultaneous simultaneously singaporeans singer/guitarist singer/songwriter
        singularities sivapathasundaram skateboarder skateboarders skateboarding slaughterhouse slaughtering
        slaveholders sledgehammer sleepwalking smallholders snowboarding socialization sociocultural socioeconomic
        sociological sociologists sociopolitical sodermanland solicitation solzhenitsyn something'll sophisticated
        sophistication southeasterly southeastern southeastward southernmost southwesterly southwestern southwestward
        speakerphone spearchucker spearheading specialisation specialising specialities specialization specializations
        specializing specifically specification specifications spectacularly spectrograph spectrometer spectrometry
        spectroscopic spectroscopy speculations speechwriter spiritualism spiritualist spirituality spokesperson
        sponsorships spontaneously sporadically sportscaster sportscenter sportsmanship sportsperson sportswriter
        sportswriters spotsylvania spreadsheets spring/summer sputnikmusic stabilisation stabilization staffordshire
        staggeringly stakeholders standardisation standardised standardization standardized standardizing
        stankylecartmankennymr staphylococcus state-of-the-art statistically statistician statisticians stauffenberg
        steelworkers steeplechase steinbrenner stellenbosch stenographer stepchildren stepdaughter stereochemistry
        stereophonic stereoscopic stereotypical stereotyping sterilization steubenville stewardesses stipulations
        stirlingshire stockbrokers stockholders stoichiometric stonewalling storytellers storytelling stradivarius
        straightaway straightened straightener straightening straightforward straitjacket stranglehold strangulation
        strategically strategizing stratification stratigraphic stratigraphy stratosphere stratovolcano stravanavitch
        strawberries streamlining streetlights streetwalker strengthened strengthening streptococcus streptomyces
        stringfellow structuralism structuralist structurally stubblefield stubbornness stylistically subantarctic
        subcarpathian subcommittee subcommittees subconscious subconsciously subcontinent subcontractor subcontractors
        subcutaneous subdistricts subdivisions subjectively subjectivity subordinated subordinates subordination
        subprefecture subscription subscriptions subsequently subsequentlyne subsidiaries substantially substantiate
        substantiated substituents substituting substitution substitutions substructure subterranean successfully
        successively sudamericana sufficiently superannuation supercharged supercharger supercilious supercollider
        supercomputer supercomputers supercomputing superconducting superconductivity superconductor superconductors
        supercontinent supercritical superficially superfortress superhighway superimposed superintendent
        superintendents supermarkets supernumerary superposition superspeedway superstition superstitions superstitious
        superstructure supersymmetry supervillain supervillains supplemental supplementary supplementation supplemented
        supplementing suppositories supranational supremacists surprisingly surrealistic surrendering surreptitiously
        surroundings surveillance survivability survivalists susceptibility suspiciously sustainability swaminarayan
        swietokrzyskie swordsmanship symbolically symmetrically sympathetically sympathisers sympathizers synchronicity
        synchronised synchronization synchronized synthesizers synthesizing systematically technicalities technicality
        technological technologically technologies technologist technologists telecommunication telecommunications
        telemarketer telemarketing telepathically teleportation teleprompter temperamental temperaments temperatures
        tenebrionoidea tenochtitlan terraforming terrifically testimonials testosterone thanksgiving thanksgivings
        theatrically thematically theologically theoretically theoretician theosophical therapeutics theresienstadt
        thermodynamic thermodynamics thermoelectric thermometers thermonuclear thermoplastic thessalonica thessaloniki
        thiruvananthapuram thoroughbred thoroughbreds thoroughfare thoroughfares thoughtfully thoughtfulness
        three-and-a-half throckmorton thunderbirds thunderbolts thunderstorm thunderstorms tillinghouse timberwolves
        tiruchirappalli titleholders togetherness tomorrowland toothbrushes topographical topologically totalitarian
        totalitarianism toxoplasmosis tracklisting traditionalist traditionalists traditionally trajectories
        tranquilizer tranquilizers tranquillity transactional transactions transatlantic transcaucasia transcaucasian
        transcendence transcendent transcendental transcending transcontinental transcribing transcription
        transcriptional transcriptions transduction transferable transferases transference transferring transfiguration
        transformation transformational transformations transformative transforming transfusions transgression
        transgressions transitional transitioned transitioning translational translations transliterated transliteration
        translocation transmembrane transmission transmissions transmitters transmitting transmutation transnational
        transnistria transparency transplantation transplanted transponders transportable transportation transporters
        transporting transposition transshipment transversely transvestite transvestites transylvania transylvanian
        traumatizing tremendously triangulation tribulations triglycerides trigonometric trigonometry triphosphate
        tripolitania triumphantly trolleybuses troublemaker troublemakers truckasaurus truthfulness tuberculosis
        turbocharged turbocharger turkmenistan two-and-a-half typographical tyrannosaurus unacceptable unaccompanied
        unadulterated unaffiliated unambiguously unapologetic unappreciated unattainable unattractive unauthorised
        unauthorized unavailability unbelievable unbelievably uncertainties unchallenged uncharacteristic
        uncharacteristically uncircumcised unclassified uncomfortable uncomplicated uncompressed uncompromising
        unconditional unconditionally unconscionable unconsciously unconsciousness unconstitutional uncontrollable
        uncontrollably uncontrolled unconventional unconvincing uncooperative uncultivated undemocratic underappreciated
        undercarriage undercurrent underdeveloped underestimate underestimated underestimates underestimating
        undergarment undergarments undergraduate undergraduates underpinning underpinnings underpowered underprivileged
        underrepresented undersecretary understaffed understandable understandably understanding understandings
        understatement undertakings underwriters underwriting undesignated undetectable undetermined undifferentiated
        undisciplined undiscovered undistinguished undocumented unemployable unemployment unencumbered unenforceable
        unequivocally unexpectedly unexplainable unfashionable unfathomable unfavourable unflattering unforgettable
        unforgivable unfortunately unidentified unidirectional unilaterally unimaginable unimaginative unimpeachable
        unimpressive unincorporated uninhabitable unintelligible unintentional unintentionally uninterested
        uninteresting uninterrupted universalism universalist universality universidade universitaria universitario
        universitatea universiteit universities unmentionable unmentionables unmistakable unnecessarily unobstructed
        unofficially unparalleled unpleasantness unpopularity unprecedented unpredictability unpredictable unpretentious
        unprincipled unproductive unprofessional unprofitable unquenchable unquestionably unreasonable unrecognizable
        unrecognized unregistered unreliability unremarkable unresponsive unrestrained unrestricted unsatisfactory
        unsatisfying unscientific unscrupulous unseasonably unstructured unsubstantiated unsuccessful unsuccessfully
        unsupervised unsurprisingly unsuspecting unsustainable unsympathetic untouchables untrustworthy unwillingness
        urbanisation urbanization utilitarianism vaccinations vaillancourt valedictorian valenciennes vanlandingham
        vanvalkenburg vegetarianism veikkausliiga velociraptor venkateswara ventriloquism ventriloquist verbandsgemeinde
        verbandsliga verification verwaltungsgemeinschaft veterinarian veterinarians victimization vijayanagara
        vikramaditya vindictiveness virtualization visakhapatnam visualization viticultural vizianagaram vladimirovich
        vocabularies vocalization vocalizations volunteering volunteerism vulnerabilities vulnerability warwickshire
        watercolours watercourses wavefunction weatherboard weatherfield weatherspoon weightlifter weightlifting
        wellingborough welterweight westinghouse westmoreland wethersfield whatchamacallit whatsamatter whatwhatwhaaat
        whistleblower whistleblowers whitelighter whitelighters wholeheartedly wicketkeeper wielkopolska wielkopolski
        wilhelmshaven williamsburg williamsport williamstown winterbottom withstanding wittgenstein witwatersrand
        wojadubakowski wojciechowski wolfenbarger wolfenbuttel wollstonecraft wolverhampton worcestershire workstations
        wrestlemania writer/director y'knowwhati'msayin y'understand yekaterinburg zoroastrianism zoroastrians
        """
}
