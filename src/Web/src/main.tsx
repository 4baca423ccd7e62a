import '@fontsource-variable/inter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import './styles/tokens.css';
import './styles/base.css';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('index.html has no #root.');
}

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
