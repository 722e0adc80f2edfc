import { describe, expect, it } from 'vitest';
import { createNews } from './news.ts';

describe('news', () => {
  it('reaches the listeners of the named users, each once', () => {
    const heard: string[] = [];
    const news = createNews();
    news.subscribe('ana', () => heard.push('ana 1'));
    news.subscribe('ana', () => heard.push('ana 2'));
    news.subscribe('ben', () => heard.push('ben'));
    news.publish(['ana', 'ana', 'nobody']);
    expect(heard).toEqual(['ana 1', 'ana 2']);
  });

  it('ends with its subscription, also when it ends while being told', () => {
    const heard: string[] = [];
    const news = createNews();
    const end = news.subscribe('ana', () => {
      heard.push('once');
      end();
      end();
      news.subscribe('ana', () => heard.push('later'));
    });
    news.publish(['ana']);
    news.publish(['ana']);
    expect(heard).toEqual(['once', 'later']);
  });

  it('subscribes one listener twice as two', () => {
    let count = 0;
    const news = createNews();
    const listener = () => {
      count += 1;
    };
    const end = news.subscribe('ana', listener);
    news.subscribe('ana', listener);
    end();
    news.publish(['ana']);
    expect(count).toBe(1);
  });

  it('reports a listener that throws and calls the others', () => {
    const errors: unknown[] = [];
    let called = false;
    const news = createNews((error) => errors.push(error));
    news.subscribe('ana', () => {
      throw new Error('broken listener');
    });
    news.subscribe('ana', () => {
      called = true;
    });
    news.publish(['ana']);
    expect(called).toBe(true);
    expect(errors).toHaveLength(1);
  });
});
