-- A signal's value for a project, in a segment, over a period; every version ever observed. A
-- figure that was collected again and had not changed is no new version, unless its period was over
-- only then.
--
-- grain: signal_id, registry, identifier, segment, period_start, period_end, observed_at, run_id
--
-- signal_id      what is measured, see table signal
-- project_id     the project it is measured for
-- registry       where the identifier is valid
-- identifier     the name the source itself uses
-- role           primary, former, variant or component, see project_identifier
-- segment        sub-population or variant of the signal, in words
-- period_start   first day
-- period_end     day after the last
-- value          the figure, in the signal's unit
-- per_day        value per day of the period, for flows; null for stocks
-- base           the denominator that the source itself reports; null when it reports none
-- precision      exact, rounded, at least, derived or interpolated
-- complete       true when the period was over on the day of reading, and the source covers it; a
--                stock is read at once
-- quality        null, or what is wrong with it: 'suspect: ...' is never used as evidence,
--                'note: ...' is used and flagged
-- observed_at    when the source measured or published this version
-- run_id         run it came with, see source_run
-- locator        repository@commit:path or page it was read from
with judged as (
    select
        figure.* replace (coalesce('suspect: ' || doubt.reason, figure.quality) as quality)
    from staging.observation as figure
    left join suspect_figure as doubt
        on doubt.signal_id = figure.signal_id
        and doubt.run_id = figure.run_id
        and doubt.registry = figure.registry
        and doubt.identifier = figure.identifier
        and doubt.segment = figure.segment
        and doubt.period_start = figure.period_start
        and doubt.period_end = figure.period_end
),
version as (
    select
        figure.*,
        row_number() over versions as number,
        lag(figure.value) over versions as value_before,
        lag(figure.observed_at) over versions as observed_before,
        lag(figure.base) over versions as base_before,
        lag(figure.quality) over versions as quality_before
    from judged as figure
    window versions as (
        partition by
            figure.signal_id, figure.registry, figure.identifier, figure.segment,
            figure.period_start, figure.period_end
        order by figure.observed_at, figure.run_id = 'snapshot' desc, figure.run_id
    )
)
select
    figure.signal_id,
    name.project_id,
    figure.registry,
    figure.identifier,
    name.role,
    figure.segment,
    figure.period_start,
    figure.period_end,
    figure.value,
    case when signal.measure = 'flow'
        then figure.value / (figure.period_end - figure.period_start) end as per_day,
    figure.base,
    figure.precision,
    signal.measure = 'stock'
        or figure.observed_at >= figure.period_end
        and coalesce(source.ends_on + 1 >= figure.period_end, true) as complete,
    figure.quality,
    figure.observed_at,
    figure.run_id,
    figure.locator
from version as figure
join project_identifier as name
    on name.registry = figure.registry and name.identifier = figure.identifier
join signal on signal.signal_id = figure.signal_id
join source on source.source_id = signal.source_id
where
    figure.run_id = 'snapshot'
    or figure.number = 1
    or figure.observed_at >= figure.period_end and figure.observed_before < figure.period_end
    or figure.value <> figure.value_before
    or figure.base is distinct from figure.base_before
    or figure.quality is distinct from figure.quality_before
