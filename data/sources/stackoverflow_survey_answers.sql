-- Answers to the survey's question on frameworks and libraries: one row per population, base, option.
--
-- $extract           Parquet with survey_year, sha256, branch, used, wanted: a row per respondent
-- $options           the options that are asked for
-- $machine_learning  the options that are machine-learning libraries
-- $archived          sha256 of the files in the survey's public archive
--
-- Answers are joined by semicolons; null is none. An option that nobody ticked cannot be told from
-- one that was not on the list, so it has no row; ticked by somebody, it is a zero for the others.
with people as (
    select
        survey_year,
        case when list_contains($archived, sha256) then 'archive' else 'other' end as edition,
        case
            when branch = 'I am a developer by profession' then 'professionals'
            when branch in ('I am learning to code', 'I am a student who is learning to code')
                then 'learning to code'
        end as branch,
        list_distinct(regexp_split_to_array(trim(used), '\s*;\s*')) as used,
        list_distinct(regexp_split_to_array(trim(wanted), '\s*;\s*')) as wanted
    from read_parquet($extract)
),

populations as (
    select 'all respondents' as population, * from people
    union all
    select branch as population, * from people where branch is not null
),

members as (
    select 'everyone in the survey' as base_kind, * from populations
    union all
    select 'answered the question' as base_kind, * from populations
    where used is not null or wanted is not null
    union all
    select 'users of any listed item' as base_kind, * from populations where used is not null
    union all
    select 'users of a machine-learning library' as base_kind, * from populations
    where list_has_any(used, $machine_learning)
),

bases as (
    select survey_year, edition, population, base_kind, count(*) as base
    from members
    group by survey_year, edition, population, base_kind
),

ticks as (
    select population, base_kind, 'used' as answer, unnest(used) as option from members
    union all
    select population, base_kind, 'wanted' as answer, unnest(wanted) as option from members
),

counts as (
    select
        population,
        base_kind,
        option,
        count(*) filter (where answer = 'used') as users,
        count(*) filter (where answer = 'wanted') as wanting
    from ticks
    where list_contains($options, option)
    group by population, base_kind, option
),

offered as (
    select distinct option from counts
)
select
    bases.survey_year,
    bases.population,
    bases.base_kind,
    offered.option,
    coalesce(counts.users, 0) as users,
    coalesce(counts.wanting, 0) as wanting,
    bases.base,
    bases.edition
from bases
cross join offered
left join counts
    on counts.population = bases.population
    and counts.base_kind = bases.base_kind
    and counts.option = offered.option
