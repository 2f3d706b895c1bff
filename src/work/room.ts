import type { Room } from '../platform/room'
import { writeComment } from './comment.actions'
import { addCost, voidCost } from './cost.actions'
import { addFailureCode, beginFailureCodes, endFailureCode } from './failure.actions'
import { failurePages } from './failure.routes'
import { addLabor, setRate, startTimer, stopTimer, voidLabor } from './labor.actions'
import { laborPages } from './labor.routes'
import { searchOrders } from './list.queries'
import { listPages } from './list.routes'
import { listeners } from './listeners'
import { signLockStep, writeSheet } from './lock.actions'
import { meterListeners, raiseForReading } from './meter.listeners'
import { completeOrder, moveOrder, reckonMaterial } from './move.actions'
import { movePages } from './move.routes'
import { myPages } from './my.routes'
import { reckonPlans, settleOccurrence } from './occurrence.actions'
import { closedBecause, label, statusWords } from './order'
import { assignOrder, changeOrder, createOrder, linkOrders, takeOrder, unlinkOrders } from './order.actions'
import { orderApi } from './order.api'
import { ordersNamed } from './order.queries'
import { orderPages } from './order.routes'
import { issuePart, planPart, releasePart, returnPart } from './part.actions'
import { partPages } from './part.routes'
import { personalData } from './personal-data'
import { planLabel } from './plan'
import {
  addToPlan,
  changePlan,
  createPlan,
  keepPlan,
  pausePlan,
  recordDone,
  removeFromPlan,
  resumePlan,
} from './plan.actions'
import { planApi } from './plan.api'
import { planListeners, planTicks } from './plan.listeners'
import { occurrencesNamed, plansInNeed, plansNamed, searchPlans } from './plan.queries'
import { planPages } from './plan.routes'
import { printPages } from './print.routes'
import { sheetPages } from './sheet.routes'
import { answerStep, pinProcedure, proposeFollowUp } from './step.actions'
import { stepsNamed } from './step.queries'
import { stepPages } from './step.routes'
import { removeView, saveView } from './view.actions'

const asFound = (order: Awaited<ReturnType<typeof ordersNamed>>[number]) => ({
  id: order.id,
  title: `${label(order)} ${order.title}`,
  href: `/orders/${order.id}`,
  tag: label(order),
  detail: order.assetTag,
  closed: closedBecause(order),
  ownerId: order.assigneeId,
})

export const work: Room = {
  name: 'work',
  about: 'Work orders: from “it leaks” to signed off, with labor, parts, locks and what it cost.',
  actions: [
    createOrder,
    changeOrder,
    assignOrder,
    takeOrder,
    linkOrders,
    unlinkOrders,
    moveOrder,
    completeOrder,
    reckonMaterial,
    startTimer,
    stopTimer,
    addLabor,
    voidLabor,
    setRate,
    addCost,
    voidCost,
    signLockStep,
    writeSheet,
    addFailureCode,
    endFailureCode,
    beginFailureCodes,
    writeComment,
    planPart,
    issuePart,
    returnPart,
    releasePart,
    saveView,
    removeView,
    createPlan,
    changePlan,
    pausePlan,
    resumePlan,
    addToPlan,
    removeFromPlan,
    keepPlan,
    recordDone,
    reckonPlans,
    settleOccurrence,
    raiseForReading,
    pinProcedure,
    answerStep,
    proposeFollowUp,
  ],
  permissions: [
    { name: 'work.order.see', about: 'Looks at work orders.' },
    { name: 'work.order.begin', about: 'Raises orders that nobody has to approve.' },
    { name: 'work.order.approve', about: 'Approves or rejects orders that others ask for.' },
    { name: 'work.order.cancel', about: 'Cancels orders on which nothing was done.' },
    { name: 'work.order.close', about: 'Reviews what is done and closes it: its costs are final.' },
    { name: 'work.order.reopen', about: 'Opens a completed order again, with a reason.' },
    { name: 'work.labor.others', about: 'Writes down the time of others.' },
    { name: 'work.plan.see', about: 'Looks at plans and what became of their dates.' },
    { name: 'work.view.share', about: 'Saves views of work orders for everybody.' },
  ],
  // Its fixed paths come before those with an id.
  routes: [
    ...myPages.routes,
    ...partPages.routes,
    ...printPages.routes,
    ...failurePages.routes,
    ...listPages.routes,
    ...orderPages.routes,
    ...movePages.routes,
    ...laborPages.routes,
    ...sheetPages.routes,
    ...orderApi.routes,
    ...planPages.routes,
    ...stepPages.routes,
    ...planApi.routes,
  ],
  listeners: [...listeners, ...planListeners, ...meterListeners],
  ticks: planTicks,
  records: [
    {
      prefix: 'wo',
      see: 'work.order.see',
      change: 'work.comment.write',
      find: async (ctx, ids) => (await ordersNamed(ctx, ids)).map(asFound),
      codes: {
        kind: 'Work order',
        called: async (ctx, words) => (await searchOrders(ctx, words, 10)).map(asFound),
      },
    },
    {
      prefix: 'sp',
      see: 'work.order.see',
      change: answerStep.action,
      find: async (ctx, ids) =>
        (await stepsNamed(ctx, ids)).map(({ id, text }) => ({
          id,
          title: text,
          href: `/steps/${id}`,
        })),
    },
    {
      prefix: 'pm',
      see: 'work.plan.see',
      change: changePlan.action,
      find: async (ctx, ids) =>
        (await plansNamed(ctx, ids)).map((plan) => ({
          id: plan.id,
          title: plan.title,
          href: `/plans/${plan.id}`,
          tag: planLabel(plan),
        })),
    },
    {
      prefix: 'oc',
      see: 'work.plan.see',
      change: changePlan.action,
      find: async (ctx, ids) =>
        (await occurrencesNamed(ctx, ids)).map((one) => ({
          id: one.id,
          title: `${planLabel(one)} ${one.title}, due ${one.dueOn}`,
          href: `/plans/${one.planId}`,
          tag: planLabel(one),
        })),
    },
  ],
  needs: {
    permission: 'work.plan.change',
    list: async (ctx) => {
      const [found] = await plansInNeed(ctx)
      return [
        {
          title: 'Plans that nobody does',
          count: found?.untouched ?? 0,
          words: 'keep, make rarer or pause',
          href: '/plans?view=untouched',
          urgent: true,
        },
        {
          title: 'Plans in trouble',
          count: found?.trouble ?? 0,
          words: 'their orders cannot be raised',
          href: '/plans',
          urgent: true,
        },
      ]
    },
  },
  panels: [
    { on: 'report', title: 'Work', href: (id) => `/work/of/${id}`, may: 'work.order.see' },
    { on: 'asset-work', title: 'Work', href: (id) => `/work/on/${id}`, may: 'work.order.see' },
    { on: 'order', title: 'Steps', href: (id) => `/orders/${id}/steps`, may: 'work.order.see' },
    { on: 'asset', title: 'Plans', href: (id) => `/plans/on/${id}`, may: 'work.plan.see' },
  ],
  search: {
    permission: 'work.order.see',
    find: async (ctx, words) => {
      const [orders, found] = await Promise.all([
        searchOrders(ctx, words, 10),
        ctx.may('work.plan.see') ? searchPlans(ctx, words, 5) : [],
      ])
      return [
        ...orders.map((order) => ({
          href: `/orders/${order.id}`,
          title: order.title,
          detail: [label(order), order.assetTag, statusWords[order.status]].filter(Boolean).join(' · '),
          kind: 'Work orders',
        })),
        ...found.map((plan) => ({
          href: `/plans/${plan.id}`,
          title: plan.title,
          detail: planLabel(plan),
          kind: 'Plans',
        })),
      ]
    },
  },
  personalData,
}
