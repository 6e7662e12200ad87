-- Models on the Hub: one row per census, tag or framework, and segment 'what, of what'.
--
-- grain: signal_id, identifier, segment, period_start, period_end, observed_at, run_id
--
-- A model names a framework by its tag, or by a library that runs on this framework alone (groups
-- in data/projects.yml) if it has weights; a PyTorch library must have them as safetensors, its
-- other files bear the tag. (undeclared) has weights and names none. Years: newest census of a run.
with library as (
    select
        name.identifier as library_name,
        min(case peer.group_id when 'pytorch-libraries' then 'pytorch'
            when 'tensorflow-libraries' then 'tf' else 'jax' end) as framework
    from project_group as peer
    join project_identifier as name
        on name.project_id = peer.project_id and name.registry = 'hub_library'
    where peer.group_id in ('pytorch-libraries', 'tensorflow-libraries', 'jax-libraries')
    group by name.identifier
),
cell as (
    -- created is told of from April 2022 on
    select
        run_id, as_of, coalesce(library.framework, '') as runs_on, tags,
        case when created >= date '2022-04-01'
            then greatest(cast(date_trunc('year', created) as date), date '2022-04-01') end as born,
        sum(models) as models, sum(downloads) as downloads, min(locator) as locator
    from landing.hub_census
    left join library using (library_name)
    group by run_id, as_of, coalesce(library.framework, ''), tags,
        case when created >= date '2022-04-01'
            then greatest(cast(date_trunc('year', created) as date), date '2022-04-01') end
),
figure as (
    select
        'hub_models' as signal_id, run_id, as_of, as_of as period_start,
        cast(as_of + interval 1 day as date) as period_end, runs_on, tags, locator, models as figure
    from cell
    union all
    select
        'hub_downloads' as signal_id, run_id, as_of,
        cast(as_of - interval 30 day as date) as period_start, as_of as period_end, runs_on, tags,
        locator, downloads as figure
    from cell
    union all
    select
        'hub_models_created' as signal_id, run_id, as_of, born as period_start,
        cast(date_trunc('year', born) + interval 1 year as date) as period_end, runs_on, tags,
        locator, models as figure
    from cell
    join (select run_id, max(as_of) as as_of from cell group by run_id) as newest
        using (run_id, as_of)
    where date_trunc('year', born) + interval 1 year <= as_of
),
kind as (
    select distinct runs_on, tags from cell
),
tagged as (
    select runs_on, tags, unnest(string_split(tags, '|')) as identifier from kind where tags <> ''
),
framework_tagged as (
    select * from tagged
    where identifier in ('jax', 'keras', 'mlx', 'paddlepaddle', 'pytorch', 'tf', 'tf-keras')
),
naming as (
    select * from framework_tagged
    union
    select runs_on, tags, runs_on as identifier from kind
    where (runs_on = 'pytorch' and tags like '%safetensors%')
        or (runs_on in ('tf', 'jax') and tags <> '')
),
undeclared as (
    select kind.* from kind
    left join naming on naming.runs_on = kind.runs_on and naming.tags = kind.tags
    where kind.tags <> '' and naming.tags is null
),
counted as (
    -- rust_model.ot holds weights of another format once more; nobody's share is asked for
    select 'tag' as what, * from tagged where identifier <> 'rust'
    union all
    select 'tag or library' as what, * from naming
    union all
    -- Keras runs on the others and is no rival of theirs
    select 'only this framework' as what, runs_on, tags, max(identifier) as identifier
    from naming
    where identifier not in ('keras', 'tf-keras')
    group by runs_on, tags
    having count(*) = 1
    union all
    select 'tag' as what, *, '(all models)' as identifier from kind
    union all
    select 'tag or library' as what, *, '(all models)' as identifier from kind
    union all
    select 'tag' as what, *, '(undeclared)' as identifier from undeclared
    union all
    select 'tag or library' as what, *, '(undeclared)' as identifier from undeclared
),
name as (
    select distinct what, identifier from counted
),
scope as (
    select 'all models' as of_what, * from kind
    union all
    select 'models with weights' as of_what, * from kind where tags <> ''
    union all
    select distinct 'models with a framework tag' as of_what, runs_on, tags from framework_tagged
    union all
    select distinct 'models naming a framework' as of_what, runs_on, tags from naming
),
segment as (
    select * from (values
        ('tag', 'all models'), ('tag', 'models with weights'),
        ('tag', 'models with a framework tag'),
        ('tag or library', 'all models'), ('tag or library', 'models with weights'),
        ('tag or library', 'models naming a framework'),
        ('only this framework', 'models naming a framework')
    ) as pair(what, of_what)
),
whole as (
    select
        signal_id, run_id, as_of, period_start, period_end, of_what,
        sum(figure) as base, min(locator) as locator
    from figure
    join scope using (runs_on, tags)
    group by signal_id, run_id, as_of, period_start, period_end, of_what
),
part as (
    select signal_id, run_id, as_of, period_start, of_what, what, identifier, sum(figure) as value
    from figure
    join scope using (runs_on, tags)
    join segment using (of_what)
    join counted using (what, runs_on, tags)
    group by signal_id, run_id, as_of, period_start, of_what, what, identifier
),
frozen as (
    select distinct later.run_id, later.as_of
    from whole as later
    join whole as earlier
        on earlier.signal_id = later.signal_id and earlier.of_what = later.of_what
        and earlier.base = later.base and earlier.as_of < later.as_of
    where later.signal_id = 'hub_downloads' and later.of_what = 'all models'
)
select
    signal_id,
    'hub_tag' as registry,
    identifier,
    what || ', of ' || of_what as segment,
    period_start,
    period_end,
    cast(coalesce(part.value, 0) as double) as value,
    cast(whole.base as double) as base,
    'exact' as precision,
    case
        when signal_id = 'hub_downloads' and frozen.run_id is not null
            then 'suspect: the counters stand where an earlier census has them'
        when signal_id = 'hub_models_created' and period_start = date '2022-04-01'
            then 'note: from April on' end as quality,
    cast(as_of as timestamp) as observed_at,
    run_id,
    whole.locator
from whole
join segment using (of_what)
join name using (what)
left join part using (signal_id, run_id, as_of, period_start, of_what, what, identifier)
left join frozen using (run_id, as_of)
where identifier <> '(undeclared)' or of_what in ('all models', 'models with weights')
