"use strict";
// What the page knows of attributes: their words, their controls, and the text they become (contract 1.5).
// Scripts of this page share their top-level names; nothing of them hangs on `window`.

/** An element with properties, `data-` and `aria-` attributes, and children. The only way this page makes markup. */
const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name in element && !name.includes("-")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
};

const Countries = (() => {
  // ISO 3166-1 alpha-3, alpha-2, and the country's dialling code (ITU-T E.164); the names are the browser's.
  const codes =
    "AFGaf93 ALAax358 ALBal355 DZAdz213 ASMas1 ANDad376 AGOao244 AIAai1 ATAaq672 ATGag1 ARGar54 ARMam374 ABWaw297 " +
    "AUSau61 AUTat43 AZEaz994 BHSbs1 BHRbh973 BGDbd880 BRBbb1 BLRby375 BELbe32 BLZbz501 BENbj229 BMUbm1 BTNbt975 " +
    "BOLbo591 BESbq599 BIHba387 BWAbw267 BVTbv47 BRAbr55 IOTio246 BRNbn673 BGRbg359 BFAbf226 BDIbi257 CPVcv238 KHMkh855 " +
    "CMRcm237 CANca1 CYMky1 CAFcf236 TCDtd235 CHLcl56 CHNcn86 CXRcx61 CCKcc61 COLco57 COMkm269 COGcg242 CODcd243 " +
    "COKck682 CRIcr506 CIVci225 HRVhr385 CUBcu53 CUWcw599 CYPcy357 CZEcz420 DNKdk45 DJIdj253 DMAdm1 DOMdo1 ECUec593 " +
    "EGYeg20 SLVsv503 GNQgq240 ERIer291 ESTee372 SWZsz268 ETHet251 FLKfk500 FROfo298 FJIfj679 FINfi358 FRAfr33 GUFgf594 " +
    "PYFpf689 ATFtf262 GABga241 GMBgm220 GEOge995 DEUde49 GHAgh233 GIBgi350 GRCgr30 GRLgl299 GRDgd1 GLPgp590 GUMgu1 " +
    "GTMgt502 GGYgg44 GINgn224 GNBgw245 GUYgy592 HTIht509 HMDhm672 VATva39 HNDhn504 HKGhk852 HUNhu36 ISLis354 INDin91 " +
    "IDNid62 IRNir98 IRQiq964 IRLie353 IMNim44 ISRil972 ITAit39 JAMjm1 JPNjp81 JEYje44 JORjo962 KAZkz7 KENke254 KIRki686 " +
    "PRKkp850 KORkr82 KWTkw965 KGZkg996 LAOla856 LVAlv371 LBNlb961 LSOls266 LBRlr231 LBYly218 LIEli423 LTUlt370 LUXlu352 " +
    "MACmo853 MDGmg261 MWImw265 MYSmy60 MDVmv960 MLIml223 MLTmt356 MHLmh692 MTQmq596 MRTmr222 MUSmu230 MYTyt262 MEXmx52 " +
    "FSMfm691 MDAmd373 MCOmc377 MNGmn976 MNEme382 MSRms1 MARma212 MOZmz258 MMRmm95 NAMna264 NRUnr674 NPLnp977 NLDnl31 " +
    "NCLnc687 NZLnz64 NICni505 NERne227 NGAng234 NIUnu683 NFKnf672 MKDmk389 MNPmp1 NORno47 OMNom968 PAKpk92 PLWpw680 " +
    "PSEps970 PANpa507 PNGpg675 PRYpy595 PERpe51 PHLph63 PCNpn64 POLpl48 PRTpt351 PRIpr1 QATqa974 REUre262 ROUro40 " +
    "RUSru7 RWArw250 BLMbl590 SHNsh290 KNAkn1 LCAlc1 MAFmf590 SPMpm508 VCTvc1 WSMws685 SMRsm378 STPst239 SAUsa966 " +
    "SENsn221 SRBrs381 SYCsc248 SLEsl232 SGPsg65 SXMsx1 SVKsk421 SVNsi386 SLBsb677 SOMso252 ZAFza27 SGSgs500 SSDss211 " +
    "ESPes34 LKAlk94 SDNsd249 SURsr597 SJMsj47 SWEse46 CHEch41 SYRsy963 TWNtw886 TJKtj992 TZAtz255 THAth66 TLStl670 TGOtg228 " +
    "TKLtk690 TONto676 TTOtt1 TUNtn216 TURtr90 TKMtm993 TCAtc1 TUVtv688 UGAug256 UKRua380 AREae971 GBRgb44 USAus1 " +
    "UMIum1 URYuy598 UZBuz998 VUTvu678 VENve58 VNMvn84 VGBvg1 VIRvi1 WLFwf681 ESHeh212 YEMye967 ZMBzm260 ZWEzw263 XKXxk383";
  const names = new Intl.DisplayNames("en", { type: "region" });
  const all = codes.split(" ").map((code) => {
    const [, alpha3, alpha2, dial] = /^(...)(..)(\d+)$/.exec(code);
    return { alpha3, alpha2, dial, name: names.of(alpha2.toUpperCase()) };
  }).sort((left, right) => left.name.localeCompare(right.name, "en"));
  const byCode = new Map(all.map((country) => [country.alpha3, country]));
  return { all, get: (alpha3) => byCode.get(alpha3), name: (alpha3) => byCode.get(alpha3)?.name ?? alpha3 };
})();

const Phone = (() => {
  // Where the 0 in front belongs to the number.
  const keepsZero = new Set(["ITA", "SMR", "VAT", "CIV", "GAB", "COG"]);
  // What is dialled in front of a number inside the country, where that isn't 0, and how many digits there are with it.
  const trunks = { HUN: ["06", 11], RUS: ["8", 11], KAZ: ["8", 11] };

  /** The contract's JSON text, or the words for what is wrong. */
  const compose = (alpha3, typed) => {
    const country = Countries.get(alpha3);
    if (!country) return { problem: "Choose the country of your phone number.", part: "country" };
    if (/[^\d\s+().\/-]/.test(typed)) return { problem: "A phone number has digits only." };
    let digits = typed.replace(/\D/g, "");
    const isWhole = /^\s*(\+|00)/.test(typed);
    if (isWhole) {
      digits = digits.replace(/^00/, "");
      if (!digits.startsWith(country.dial)) {
        return { problem: `Numbers of ${country.name} begin with +${country.dial}. Choose another country, or leave the + out.` };
      }
      digits = digits.slice(country.dial.length);
    }
    const [trunk, length] = country.dial === "1" ? ["1", 11] : trunks[alpha3] ?? ["0", 0];
    if (!keepsZero.has(alpha3) && digits.startsWith(trunk) && (!length || digits.length === length)) {
      digits = digits.slice(trunk.length);
    }
    if (digits.length < 4 || digits.length + country.dial.length > 15) {
      return { problem: "This isn't a whole phone number." };
    }
    return {
      value: JSON.stringify({
        countryCode: alpha3, countryCode2: country.alpha2, phoneNumber: `+${country.dial}${digits}`, number: digits,
      }),
    };
  };
  return { compose };
})();

const CalendarDate = (() => {
  const months = Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat("en", { month: "long", timeZone: "UTC" }).format(new Date(Date.UTC(2000, month, 1))));
  const pad = (number) => String(number).padStart(2, "0");

  /** `MM/DD/YYYY`, or the words for what is wrong and the part that is. */
  const compose = (day, month, year, isBirth, today = new Date()) => {
    if (!day) return { problem: "Enter the day.", part: "day" };
    if (!month) return { problem: "Choose the month.", part: "month" };
    if (!year) return { problem: "Enter the year.", part: "year" };
    if (!/^\d{4}$/.test(year) || year < 1900 || year > 2200) {
      return { problem: "Enter the year with four digits.", part: "year" };
    }
    const date = new Date(Date.UTC(year, month - 1, day));
    if (!/^\d{1,2}$/.test(day) || date.getUTCDate() !== Number(day) || date.getUTCMonth() !== month - 1) {
      return { problem: `${months[month - 1]} ${year} has no day ${day}.`, part: "day" };
    }
    if (isBirth && date > today) return { problem: "A date of birth lies in the past.", part: "year" };
    return { value: `${pad(month)}/${pad(day)}/${year}` };
  };
  const parse = (value) => /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(value)?.slice(1).map(Number);
  const words = (value) => {
    const parts = parse(value);
    return parts ? `${parts[1]} ${months[parts[0] - 1]} ${parts[2]}` : value;
  };
  return { months, compose, parse, words };
})();

/** What an attribute is called, where it stands, and what kind of control it gets. */
const describe = (() => {
  const documents = { passport: "Passport", national_id: "Identity card", driving_license: "Driving licence" };
  const parts = {
    number: ["Number", "text"], issuing_country: ["Issuing country", "country"], dob: ["Date of birth", "birth"],
    expiration: ["Valid until", "date"], given_name: ["Given names", "text"], family_name: ["Family name", "text"],
  };
  const coins = {
    eth: "Ethereum", btc: "Bitcoin", bsc: "BNB Smart Chain", matic: "Polygon", solana: "Solana", cardano: "Cardano",
    arb: "Arbitrum", avax: "Avalanche",
  };
  const own = {
    given_name: { label: "Given names", group: "About you", autocomplete: "given-name" },
    family_name: { label: "Family name", group: "About you", autocomplete: "family-name" },
    dob: { label: "Date of birth", group: "About you", control: "birth" },
    email: { label: "E-mail", group: "How to reach you", control: "email", autocomplete: "email" },
    phone: { label: "Phone", group: "How to reach you", control: "phone" },
    address: { label: "Address", group: "Where you live", control: "address" },
    selfie: {
      label: "Picture of yourself", facing: "user",
      help: "Your whole face from the front, in good light, without sunglasses or a hat. Nobody else in the picture.",
    },
    selfie_national_id: {
      label: "Picture of yourself with your identity card", facing: "user",
      help: "Hold the card beside your face. Your face and all the text of the card must be easy to see.",
    },
    proof_of_address: {
      label: "Proof of address",
      help: "A bill, a bank statement or a letter from an authority with your name, your address and its date. All four corners in the picture.",
    },
    passport: {
      label: "Passport",
      help: "The page with your picture, open and flat, with the two lines of letters at the bottom. All four corners in the picture, no reflections.",
    },
    national_id: {
      label: "Identity card",
      help: "The side with your picture. All four corners in the picture, no reflections, nothing covered by fingers.",
    },
    driving_license: {
      label: "Driving licence",
      help: "The side with your picture. All four corners in the picture, no reflections, nothing covered by fingers.",
    },
  };
  const sentence = (slug) => {
    const words = slug.replace(/_/g, " ").trim();
    return words.charAt(0).toUpperCase() + words.slice(1);
  };

  return (slug) => {
    const help = "Everything in the picture must be easy to read.";
    if (Object.hasOwn(own, slug)) return { control: "text", ...own[slug] };
    const [, document, part] = /^(passport|national_id|driving_license)_(\w+)$/.exec(slug) ?? [];
    if (part && Object.hasOwn(parts, part)) {
      const [label, control] = parts[part];
      return { label, control, group: documents[document], full: `${documents[document]}: ${label.toLowerCase()}` };
    }
    const coin = /^crypto_address_(\w+)$/.exec(slug)?.[1];
    if (coin && Object.hasOwn(coins, coin)) {
      return { label: `${coins[coin]} address`, control: "exact", group: "Crypto addresses" };
    }
    return { label: sentence(slug), control: "text", group: "More", help };
  };
})();

/** A value as a person reads it: lines of text. */
const readable = (slug, value) => {
  const { control } = describe(slug);
  try {
    if (control === "birth" || control === "date") return [CalendarDate.words(value)];
    if (control === "country") return [Countries.name(value)];
    if (control === "phone") {
      const phone = JSON.parse(value);
      return [`${phone.phoneNumber.slice(0, -phone.number.length)} ${phone.number}`];
    }
    if (control === "address") {
      const { address, extraInfo, postalCode, city, state, country } = JSON.parse(value);
      return [address, extraInfo, `${postalCode} ${city}`.trim(), state, Countries.name(country)].filter(Boolean);
    }
  } catch {
    // A text that another program wrote: shown as it is.
  }
  return [value];
};

/**
 * The control of one text attribute. `read()` gives `{value}` ("" when nothing was entered) or `{problem, input}`;
 * `write(value)` fills it; `show(problem, input)` puts words beside it, or takes them away.
 */
const makeField = (() => {
  const text = (id, label, more = {}) => {
    const input = make("input", { id, type: "text", dir: "auto", maxLength: 1000, autocomplete: "off", ...more });
    return { input, part: make("div", { className: "part" }, make("label", { htmlFor: id }, label), input) };
  };
  const choice = (id, label, empty, options, more = {}) => {
    const input = make("select", { id, ...more }, make("option", { value: "" }, empty),
      ...options.map(([value, words]) => make("option", { value }, words)));
    return { input, part: make("div", { className: "part" }, make("label", { htmlFor: id }, label), input) };
  };
  const countries = Countries.all.map((country) => [country.alpha3, country.name]);
  const dials = Countries.all.map((country) => [country.alpha3, `${country.name} (+${country.dial})`]);
  const optional = make("span", { className: "quiet" }, " optional");

  /** One control that is its own field. */
  const single = (slug, made) => ({
    parts: [made.part], first: made.input, label: made.part.firstChild,
    read: () => ({ value: made.input.value.trim() }),
    write: (value) => { made.input.value = value; },
  });

  const kinds = {
    text: (slug, id, about) => single(slug, text(id, about.label, {
      autocomplete: about.autocomplete ?? "off", autocapitalize: about.autocomplete ? "words" : "sentences", spellcheck: false,
    })),
    exact: (slug, id, about) => single(slug, text(id, about.label, { autocapitalize: "none", spellcheck: false })),
    email: (slug, id, about) => {
      const field = single(slug, text(id, about.label, {
        type: "email", inputMode: "email", autocomplete: "email", autocapitalize: "none", spellcheck: false, maxLength: 254,
      }));
      field.read = () => {
        const value = field.first.value.trim();
        return value && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
          ? { problem: "An e-mail address looks like name@example.com.", input: field.first } : { value };
      };
      return field;
    },
    country: (slug, id, about) => single(slug, choice(id, about.label, "Choose a country", countries)),
    birth: (slug, id) => date(slug, id, true),
    date: (slug, id) => date(slug, id, false),
    phone: (slug, id) => {
      const country = choice(`${id}-country`, "Country of the number", "Choose a country", dials, { autocomplete: "tel-country-code" });
      const number = text(id, "Number", { type: "tel", inputMode: "tel", autocomplete: "tel-national", maxLength: 40 });
      return {
        parts: [country.part, number.part], first: country.input,
        read: () => {
          if (!number.input.value.trim()) return { value: "", input: country.input.value ? number.input : country.input };
          const { value, problem, part } = Phone.compose(country.input.value, number.input.value);
          return { value, problem, input: part === "country" ? country.input : number.input };
        },
        write: (value) => {
          const phone = JSON.parse(value);
          country.input.value = phone.countryCode;
          number.input.value = phone.number;
        },
      };
    },
    address: (slug, id) => {
      const lines = {
        address: text(id, "Street and number", { autocomplete: "address-line1", autocapitalize: "words" }),
        extraInfo: text(`${id}-extra`, "Flat, floor, building", { autocomplete: "address-line2" }),
        postalCode: text(`${id}-postal`, "Postal code", { autocomplete: "postal-code", autocapitalize: "characters", maxLength: 20 }),
        city: text(`${id}-city`, "Town or city", { autocomplete: "address-level2", autocapitalize: "words" }),
        state: text(`${id}-state`, "State or region", { autocomplete: "address-level1", autocapitalize: "words" }),
        country: choice(`${id}-country`, "Country", "Choose a country", countries, { autocomplete: "country" }),
      };
      for (const name of ["extraInfo", "postalCode", "state"]) lines[name].part.firstChild.append(optional.cloneNode(true));
      const needed = { address: "Enter street and number.", city: "Enter the town or city.", country: "Choose the country." };
      return {
        parts: Object.values(lines).map((line) => line.part), first: lines.address.input,
        read: () => {
          const values = Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, line.input.value.trim()]));
          if (!Object.values(values).some(Boolean)) return { value: "", input: lines.address.input };
          const missing = Object.keys(needed).find((name) => !values[name]);
          if (missing) return { problem: needed[missing], input: lines[missing].input };
          // The members in the contract's order.
          const { address, extraInfo, city, state, postalCode, country } = values;
          return { value: JSON.stringify({ address, extraInfo, city, state, postalCode, country }) };
        },
        write: (value) => {
          const given = JSON.parse(value);
          for (const [name, line] of Object.entries(lines)) line.input.value = given[name] ?? "";
        },
      };
    },
  };

  const date = (slug, id, isBirth) => {
    const complete = (part) => (slug === "dob" ? `bday-${part}` : "off");
    const digits = (name, label, length) => text(`${id}-${name}`, label, {
      inputMode: "numeric", autocomplete: complete(name), maxLength: length,
    });
    const day = digits("day", "Day", 2);
    const month = choice(`${id}-month`, "Month", "Month", CalendarDate.months.map((name, index) => [index + 1, name]),
      { autocomplete: complete("month") });
    const year = digits("year", "Year", 4);
    const inputs = { day: day.input, month: month.input, year: year.input };
    return {
      parts: [make("div", { className: "date" }, day.part, month.part, year.part)], first: day.input,
      read: () => {
        const [d, m, y] = Object.values(inputs).map((input) => input.value.trim());
        if (!d && !m && !y) return { value: "", input: day.input };
        const { value, problem, part } = CalendarDate.compose(d, m, y, isBirth);
        return { value, problem, input: inputs[part] };
      },
      write: (value) => {
        const parts = CalendarDate.parse(value);
        if (parts) [inputs.month.value, inputs.day.value, inputs.year.value] = parts;
      },
    };
  };

  return (slug, isRequired, reason) => {
    const about = describe(slug);
    const id = `field-${slug}`;
    const field = kinds[about.control](slug, id, about);
    const problem = make("p", { className: "problem", id: `${id}-problem`, hidden: true });
    const notes = reason ? [make("p", { className: "reason as-written", dir: "auto", id: `${id}-reason` }, reason)] : [];
    // A field of several controls is a group with a name of its own.
    const heading = field.label ?? make("legend", {}, about.label);
    if (!isRequired) heading.append(optional.cloneNode(true));
    const element = field.label
      ? make("div", { className: "field" }, field.label, ...notes, problem, field.first)
      : make("fieldset", { className: "field" }, heading, ...notes, problem, ...field.parts);
    element.dataset.slug = slug;
    const inputs = [...element.querySelectorAll("input, select")];
    const described = (more) => [...notes.map((note) => note.id), ...more].join(" ");
    const show = (words, input = field.first) => {
      problem.hidden = !words;
      problem.textContent = words ?? "";
      for (const one of inputs) {
        const isWrong = Boolean(words) && one === input;
        one.toggleAttribute("aria-invalid", isWrong);
        if (isWrong) one.setAttribute("aria-invalid", "true");
        const ids = described(isWrong ? [problem.id] : []);
        if (ids) one.setAttribute("aria-describedby", ids);
        else one.removeAttribute("aria-describedby");
      }
    };
    show();
    const read = () => {
      const { value, problem: words, input = field.first } = field.read();
      if (words) return { problem: words, input };
      if (!value && isRequired) return { problem: "This is needed.", input };
      return { value };
    };
    const write = (value) => {
      // A text that isn't in the page's own form stays unshown rather than halt the page.
      try { field.write(value); } catch { /* the person enters it again */ }
    };
    const clear = () => {
      for (const input of inputs) input.value = "";
      show();
    };
    return { slug, about, element, first: field.first, read, write, clear, show };
  };
})();
