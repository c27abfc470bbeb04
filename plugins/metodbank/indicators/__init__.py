"""Indicators of the founding documents: sets, figures, formulas, statuses, scores, ratings. Knows no pages.

How it is used (everything a page or a report needs)::

    checked = check_bank(read_corpus(settings))      # check.py; site/bank.py keeps it as BankPlugin.indicators
    checked.report                                   # all problems, entries and indicators together
    checked.bank                                     # the bank, as before
    indicators = checked.indicators                  # library.Indicators: only sets without errors

    results = indicators.sets["tazovsky"]            # library.SetResults, by the name of the file
    results.set                                      # model.IndicatorSet: act, quotes, groups, oddities with policy
    results.sample                                   # True: say so on every page and in every download
    results.periods, results.measures                # periods.Span; sets.Measure (a row in parts is several; .name)
    results.subjects                                 # those the document judges: territories or organisations
    results.organizations                            # those who report

    found = results.result(measure, period, subject)     # results.Result, computed once, exact
    found.shown, found.status, found.verdict             # «41,3 %»; one of seven; the same apart from «предварительно»
    found.target, found.shortfall, found.trend           # «не хватает 14 педагогов»; «+3,2 п. п. к периоду 2023»
    found.ahead, found.score, found.gap                  # the next target; 0/1/2 and why; why there is no value
    found.explanation                                    # all of it as a paragraph in Russian
    found.parts                                          # book.Part per variable: shown, origin, figures, behind
    found.orientation                                    # an organisation beside a target set for the territory

    results.results(period, subject)                 # a dashboard
    results.series(measure, subject)                 # a chart
    results.latest(subject)                          # the period to open a dashboard with
    results.missing(period)                          # what has not been handed in, by whom, whom to ask
    results.ratings()                                # rating.Rating: places, ties, frozen, changes since
    indicators.same()                                # indicators of different documents about the same thing
    recommend.recommend(results, period, subject)    # the address recommendations after monitoring
    explain.target_words(target, measure)            # «не менее 40 %»
    mathml.symbolic(measure), mathml.numeric(found)  # formulas as MathML, with words for a screen reader
    mathml.document_text(text)                       # the document's own formula text as HTML
    numbers.ROUNDING_RULE                            # the stated rule, for the methodology page

What pages and downloads must keep to:

* Show ``shown``, never ``value``, ``number`` or ``amount``: one or two people of an organisation are covered
  (``bank/covering.py``), and ``Result.hidden`` says that nothing may be computed from its parts in public. A verdict,
  a score or a direction that would tell the covered count is withheld (``secrecy.py``, ``Status.COVERED``).
  ``mathml.numeric`` returns None for such results. A chart leaves a hidden value out.
* Words of a document stand in ``name``, ``raw``, ``criteria``, ``target_text``, ``formula.text``, ``Quote.text``;
  they come from files and are escaped like any other text. ``document_text`` and ``Math.html`` are safe HTML.
* ``Behind.page`` is the Markdown address of a page of the site (``events/….md``, ``registers/iom.md``);
  ``Subject.page`` likewise, empty for territories.
* ``gap`` names why there is no value («нет цифры», «сдали не все организации», «знаменатель равен нулю»,
  «способа измерения нет»); «нет данных» is the status of all of them.

Where figures come from, in this order: entered for the subject; derived by the variable's formula; for the home
territory added up over the set's reporters (all of them, or there is no sum); counted from the bank by the
variable's query. A counted number never reaches back before ``since``, the day the bank became complete.

Files: ``content/indicators/<set>.yml`` (``model.KIND.fields`` is the list of fields, for the guide),
``content/indicators/figures/<set>.csv`` (``figures.FigureRow``), ``content/indicators/ratings/<set>-<month>.yml``
(made by ``rating.freeze``). Problems MB851–MB885 stand in ``rules/catalogue/85-indicators.yml``.
"""
